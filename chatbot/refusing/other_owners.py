"""A question for a figure -> the statements whose figures are of another treatment.

"Infection (29%) under methylprednisolone; plasma exchange can bring on hypotension" names all
that "how common is infection under plasma exchange?" asks for, and answers it wrongly. What each
figure is of was read when the index was built.
"""

from dataclasses import dataclass

from chatbot.conflicts.quantity import Role
from chatbot.indexing.generation import Generation
from chatbot.language.names import NameFinder, NameKind
from chatbot.question.details import detail_asked
from chatbot.refusing.subjects import members
from chatbot.retrieval.expanding import Query
from chatbot.retrieval.ranking import RankedStatement

_GIVEN = (NameKind.MEDICINE, NameKind.PROCEDURE)
_ROLES = (Role.SHARE, Role.DOSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """What a question for a figure is about.

    `given` are the keys of the medicines and procedures asked about, classes with their members;
    `asked` the stems of everything that the question names.
    """

    generation: Generation
    finder: NameFinder
    given: frozenset[str]
    asked: frozenset[str]

    def are_others(self, each: RankedStatement) -> bool:
        """Tell whether a statement has figures of what is asked, but only of other treatments.

        One that states no figure, or one of nothing in particular, is not of another; nor is one
        that stands below what is asked about, whatever else its line names.
        """
        start, end = each.statement.whole
        stated = [
            figure
            for figure in self.generation.figures.get(each.statement.article_id, ())
            if start <= figure.start and figure.end <= end and figure.role in _ROLES
        ]
        meant = [f for f in stated if not f.outcome or self.asked.intersection(f.outcome)]
        if not any(f.subjects for f in meant) or any(
            not f.subjects or self.given.intersection(f.subjects) for f in meant
        ):
            return False
        return self.given.isdisjoint(name.key for name in self.finder.find(_lead_in(each)))


def owners_asked(query: Query, generation: Generation, finder: NameFinder) -> Owners | None:
    """Return what the figure asked for must be of; None if none is, or it may be of anything."""
    detail = detail_asked(query.text)
    if detail is None or not detail.is_figured:
        return None
    keys = {name.key for name in finder.find(query.text) if name.kind in _GIVEN}
    if not keys:
        return None
    stems = (term for c in query.concepts for expression in c.expressions for term in expression)
    return Owners(
        generation=generation,
        finder=finder,
        given=frozenset(keys).union(*map(members, keys)),
        asked=frozenset(stems),
    )


def _lead_in(each: RankedStatement) -> str:
    """Return the lines that introduce a statement, and the first of its own if more follow."""
    first, _, more = each.words.partition("\n")
    leads = [each.article.text[start:end] for start, end in each.statement.lead_ins]
    return "\n".join([*leads, first] if more else leads)
