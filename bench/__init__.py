"""How fast and how large the chatbot is on this machine: `python -m bench`."""
