"""What was typed, after what was asked before -> a question that stands alone."""
