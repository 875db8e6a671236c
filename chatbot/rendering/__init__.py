"""Answers as people get them: one tree of what is said, and a walk over it for each format."""
