"""Where articles contradict each other: what each states of a thing, and which do not agree."""
