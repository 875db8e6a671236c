"""Quoted -> Answered: a language model says what the quotes say, as far as it can be trusted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chatbot.answering.answer import DraftSentence
from chatbot.answering.audience import for_reader
from chatbot.answering.finishing import Finisher, stated
from chatbot.answering.steps import Answered, Quoted, Sentences
from chatbot.answering.wording.request import Request, make_request
from chatbot.errors import LanguageModelError
from chatbot.llm.calling import LanguageModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbaliser:
    """The step with one language model."""

    model: LanguageModel
    abbreviations: Mapping[str, str]
    finisher: Finisher

    def word(self, quoted: Quoted) -> Iterator[Sentences | Answered]:
        """Yield the sentences that may be shown whenever there is one more, then the answer.

        Without a sentence that passes the gate, the answer stays as it is and says why.
        """
        from chatbot.answering.wording.writer import write  # the gate, which quotes do not need

        request = _request(quoted)
        deadline = quoted.chosen.found.understood.deadline
        written: list[DraftSentence] = []
        try:
            for sentence in write(self.model, request, self.abbreviations, deadline=deadline):
                written.append(sentence)
                if sentence.supported:
                    yield Sentences(statements=stated(written))
        except LanguageModelError as error:
            draft: tuple[DraftSentence, ...] = ()
            note: str | None = f"In quotes only: {error}."
        else:
            draft = tuple(written)
            note = _left_out(draft)
        yield self.finisher.answered(
            quoted.chosen, quoted.quotes, draft=draft, note=note, sent=request.prompts
        )


def _request(quoted: Quoted) -> Request:
    understood = quoted.chosen.found.understood
    audience = understood.asking.audience
    return make_request(
        understood.condensed.question,
        for_reader(quoted.quotes.citations, audience),
        quoted.quotes.statements,
        quoted.quotes.conflicts,
        audience,
    )


def _left_out(draft: Sequence[DraftSentence]) -> str | None:
    """Return what of a draft was not used, in one line; None if all of it was."""
    failed = [sentence for sentence in draft if not sentence.supported]
    if len(failed) == len(draft):
        return "In quotes only: nothing that the language model wrote is supported by the lines."
    if not failed:
        return None
    of = f"{len(failed)} of {len(draft)} sentences of the language model"
    if len(failed) == 1:
        return f"{of} was left out: the lines it cites, which are quoted, do not support it."
    return f"{of} were left out: the lines they cite, which are quoted, do not support them."
