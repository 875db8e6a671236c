"""Passages become an answer, or a refusal with its reason."""
