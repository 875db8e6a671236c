"""The gate: a sentence and the lines it cites -> whether they support it. No model is asked."""
