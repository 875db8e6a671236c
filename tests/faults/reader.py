"""A reader that asks without end: one line of JSON for each answer, until it is stopped."""

import json
import re
import sys
from pathlib import Path

from chatbot.chatbot import Chatbot
from chatbot.settings import load_settings

QUESTION = "For how many days is the {thing} rested?"
_DAYS = re.compile(r"(\d+) days")


def main(corpus: str, index: str, things: list[str]) -> None:
    chatbot = Chatbot(load_settings(corpus=Path(corpus), index=Path(index)))
    while True:
        for thing in things:
            answer, _ = chatbot.ask(QUESTION.format(thing=thing))
            shown = [*answer.citations, *answer.also_in_section, *answer.nearest]
            days = sorted({found for c in shown for found in _DAYS.findall(c.quote)})
            said = {
                "generation": answer.manifest.generation,
                "outcome": answer.outcome.value,
                "days": days,
            }
            sys.stdout.write(json.dumps(said) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
