"""The words of the field: how text is cut into terms, and which of them mean the same."""
