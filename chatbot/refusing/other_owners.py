"""A question for a figure -> the statements whose figures are of another treatment.

"Infection (29%) under methylprednisolone; plasma exchange can bring on hypotension" names all
that "how common is infection under plasma exchange?" asks for, and answers it wrongly. What each
figure is of was read when the index was built.
"""

from dataclasses import dataclass

from chatbot.conflicts.quantity import Role
from chatbot.indexing.generation import Generation
from chatbot.language.names import NameFinder, NameKind, open_classes
from chatbot.question.details import detail_asked
from chatbot.refusing.subjects import kindred
from chatbot.retrieval.expanding import Query
from chatbot.retrieval.ranking import RankedStatement

_GIVEN = (NameKind.MEDICINE, NameKind.PROCEDURE)
_ROLES = (Role.SHARE, Role.DOSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """What a question for a figure is about.

    `given` are the keys of the medicines and procedures asked about, and their classes and members;
    `asked` the stems of everything that the question names.
    """

    generation: Generation
    given: frozenset[str]
    asked: frozenset[str]

    def are_others(self, each: RankedStatement) -> bool:
        """Tell whether a statement has figures of what is asked, but only of other treatments.

        One that states no figure, or one of nothing in particular ("antibiotics"), is not of
        another.
        """
        start, end = each.statement.whole
        stated = [
            figure
            for figure in self.generation.figures.get(each.statement.article_id, ())
            if start <= figure.start and figure.end <= end and figure.role in _ROLES
        ]
        meant = [f for f in stated if not f.outcome or self.asked.intersection(f.outcome)]
        of = [set(figure.subjects) - open_classes() for figure in meant]
        return any(of) and all(subjects and subjects.isdisjoint(self.given) for subjects in of)


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
        given=frozenset(keys).union(*map(kindred, keys)),
        asked=frozenset(stems),
    )
