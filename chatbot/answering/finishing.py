"""The parts of an answer -> the answer, for its reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from chatbot.answering.answer import Answer, Audience, Citation, DraftSentence, Outcome
from chatbot.answering.answer_manifest import Origin, make_manifest
from chatbot.answering.audience import for_reader, spelled_out
from chatbot.answering.prompts import Prompt
from chatbot.answering.steps import Answered, Chosen, Quotes, Refused
from chatbot.answering.wording.shown_sentences import stated
from chatbot.refusing.confidence import confidence

Write = Callable[[Answer], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finisher:
    """Makes answers of their parts. `write` makes the text of one from the rest of it."""

    origin: Origin
    abbreviations: Mapping[str, str]
    write: Write

    def answered(
        self,
        chosen: Chosen,
        quotes: Quotes,
        *,
        draft: tuple[DraftSentence, ...] = (),
        note: str | None = None,
        sent: Sequence[Prompt] = (),
    ) -> Answered:
        """Return the answer: the sentences of the draft that passed, then the quotes.

        `sent` are the prompts that a language model was asked with, if one was.
        """
        understood = chosen.found.understood
        asking = understood.asking
        sentences = stated(draft)
        answer = Answer(
            question=asking.question,
            condensed_question=understood.condensed.question,
            outcome=Outcome.ANSWERED,
            reason=None,
            mode="llm" if sentences else "quotes",
            text="",
            statements=(*sentences, *for_reader(quotes.statements, asking.audience)),
            citations=quotes.citations,
            also_in_section=quotes.also,
            conflicts=quotes.conflicts,
            nearest=(),
            follow_ups=quotes.follow_ups,
            disclaimer=self.origin.disclaimer.text,
            manifest=make_manifest(self.origin, asking, rewritten=understood.rewritten, sent=sent),
            confidence=confidence(chosen.statements),
            draft=draft,
            note=note,
            searched_only=self.origin.limits.searched_only() or None,
            abbreviations=self._spelled_out(asking.audience, quotes),
        )
        return Answered(
            answer=replace(answer, text=self.write(answer)),
            condensed=understood.condensed,
            passages=chosen.found.passages,
        )

    def refused(self, refused: Refused, nearest: tuple[Citation, ...]) -> Answered:
        """Return the answer that says why there is none, and shows the `nearest` lines."""
        asking, refusal = refused.asking, refused.refusal
        answer = Answer(
            question=asking.question,
            condensed_question=refused.condensed.question,
            outcome=Outcome.REFUSED,
            reason=refusal.reason,
            mode="quotes",
            text="",
            statements=(),
            citations=(),
            also_in_section=(),
            conflicts=(),
            nearest=nearest,
            follow_ups=(),
            disclaimer=self.origin.disclaimer.text,
            manifest=make_manifest(self.origin, asking, rewritten=refused.rewritten, sent=()),
            confidence=confidence(refused.chosen, refusal),
            explanation=refusal.explanation,
            nearest_quoted=refusal.shows_lines,
        )
        return Answered(
            answer=replace(answer, text=self.write(answer)),
            condensed=refused.condensed,
            passages=refused.passages,
        )

    def _spelled_out(self, audience: Audience, quotes: Quotes) -> dict[str, str]:
        shown = for_reader((*quotes.citations, *quotes.also), audience)
        known = self.abbreviations if audience.wants_abbreviations else {}
        return spelled_out([citation.quote for citation in shown], known)
