"""Ranked statements -> the few that answer: one that leads, and at most four more."""

from collections.abc import Callable, Sequence

from chatbot.retrieval.ranking import RankedStatement
from chatbot.statements.statement import Statement

MOST = 5
"""Statements of an answer. Gold among 1, 3, 5 on NSTG: .56, .78, .86, in 30, 73, 123 words."""

KEPT_OF_BEST = 0.75
"""Of .7, .75, .8 the highest that loses no gold line on NSTG: .86 in 106 words instead of 123."""


def choose_statements(
    ranked: Sequence[RankedStatement],
    replacements: Callable[[str], Sequence[str]],
    kept_of_best: float = KEPT_OF_BEST,
) -> list[RankedStatement]:
    """Return up to `MOST` of `ranked`, which comes best first, no two shown by the same words.

    Those with less than `kept_of_best` of the best score are left out. Statements of an article
    come behind those of its `replacements`, the ids of what supersedes it. Whether the best answers
    at all is for `chatbot.refusing` to say.
    """
    kept = [each for each in ranked if each.score >= kept_of_best * ranked[0].score]
    chosen: list[RankedStatement] = []
    for each in _newest_first(kept, replacements):
        if len(chosen) < MOST and not any(_overlap(each, other) for other in chosen):
            chosen.append(each)
    return chosen


def shown_by(
    chosen: Sequence[RankedStatement], ranked: Sequence[RankedStatement]
) -> list[RankedStatement]:
    """Return those of `ranked` that are shown with `chosen`: of a list its items, not the list.

    What one bullet says of a drug and the next of pregnancy is not said of it in pregnancy.
    """
    shown = [each for each in ranked if any(_overlap(each, other) for other in chosen)]
    return [
        each
        for each in shown
        if not any(_is_part(other.statement, each.statement) for other in shown)
    ]


def _is_part(one: Statement, other: Statement) -> bool:
    if one.article_id != other.article_id or (one.start, one.end) == (other.start, other.end):
        return False
    return other.start <= one.start and one.end <= other.end


def _overlap(one: RankedStatement, other: RankedStatement) -> bool:
    (start, end), (other_start, other_end) = one.statement.whole, other.statement.whole
    same = one.statement.article_id == other.statement.article_id
    return same and start < other_end and other_start < end


def _newest_first(
    ranked: Sequence[RankedStatement], replacements: Callable[[str], Sequence[str]]
) -> list[RankedStatement]:
    """Return `ranked` in their order, but each behind those of what supersedes its article."""
    of_article: dict[str, list[RankedStatement]] = {}
    for each in ranked:
        of_article.setdefault(each.statement.article_id, []).append(each)
    ordered: dict[int, RankedStatement] = {}
    for each in ranked:
        stated = each.article.superseded_by
        newer = reversed(replacements(each.statement.article_id)) if stated else ()
        first = [other for article_id in newer for other in of_article.get(article_id, ())]
        ordered |= {id(one): one for one in (*first, each) if id(one) not in ordered}
    return list(ordered.values())
