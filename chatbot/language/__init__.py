"""Text -> what it says: tokens, names, ages, and which words mean the same."""
