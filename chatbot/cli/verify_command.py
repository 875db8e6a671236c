"""The command `chatbot verify`."""

from pathlib import Path
from typing import Annotated

import typer

from chatbot.cli.console import AsJson, Corpus, Index, print_json, settings_of, stated_errors


@stated_errors
def verify_command(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.jsonl",
            help='One JSON object a line: "id", "sentence", "lines" it cites; - reads stdin.',
        ),
    ],
    _corpus: Corpus = None,
    index: Index = None,
    _json: AsJson = False,
) -> None:
    """Put sentences through the answer gate, without any model: one JSON line for each.

    What the current index abbreviates is known, if there is an index; none is needed.
    """
    from chatbot.grounding.cited_sentence import read_cited
    from chatbot.grounding.gate import check_sentence
    from chatbot.maintaining import known_abbreviations

    abbreviations = known_abbreviations(settings_of(index=index))
    for cited in read_cited(file):
        verdict = check_sentence(cited.sentence, cited.lines, abbreviations=abbreviations)
        print_json(
            {
                "id": cited.id,
                "supported": verdict.supported,
                "reasons": [fault.value for fault in verdict.reasons],
            }
        )
