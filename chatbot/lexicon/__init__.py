"""Words as data: tables (`*.tsv`) whose rows say where they come from, and what loads them."""
