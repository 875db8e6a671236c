"""Text -> what it says: tokens, names, populations, modality, all of it in one reading."""
