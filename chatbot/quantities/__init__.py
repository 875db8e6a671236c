"""Figures with their units: what a text says how much, how long and how often."""
