"""The command `chatbot`, as `python -m chatbot`."""

from chatbot.cli import main

main()
