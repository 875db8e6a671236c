"""Answer quality and ranking quality, measured so that one can decide by it."""
