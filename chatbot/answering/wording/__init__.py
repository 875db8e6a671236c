"""Numbered lines and a language model -> sentences that each passed the gate."""
