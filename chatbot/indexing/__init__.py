"""Articles become a generation: chunks, vectors and the two indexes over them."""
