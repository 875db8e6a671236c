"""Answers that were shown become what a person takes away: Markdown, a print, RIS, a pack."""
