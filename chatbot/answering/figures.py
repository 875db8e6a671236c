"""A question for a figure -> the lines whose figures are of something else.

"Infection (29%) under methylprednisolone; plasma exchange can bring on hypotension" names all
that "how common is infection under plasma exchange?" asks for, and answers it wrongly. What each
figure is of was read when the index was built.
"""

from dataclasses import dataclass

from chatbot.articles.article import Article
from chatbot.conflicts.quantity import Role
from chatbot.indexing.generation import Generation
from chatbot.language.names import NameFinder, NameKind
from chatbot.language.synonyms import KINDS
from chatbot.retrieval.expanding import Query

_GIVEN = (NameKind.MEDICINE, NameKind.PROCEDURE)
_ROLES = (Role.SHARE, Role.DOSE)
_MEMBERS = {name: frozenset(members) for names, members in KINDS for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the figures of one generation's lines are of, beside what a question asks about.

    `given` are the medicines and procedures asked about, classes with their members; `asked` the
    stems of everything that the question names.
    """

    generation: Generation
    given: frozenset[str]
    asked: frozenset[str]

    def are_of_another(self, article: Article, start: int, end: int) -> bool:
        """Tell whether a line states figures of what is asked, but only of other medicines.

        A line that states no figure, or one of nothing in particular, is not of another.
        """
        if not self.given:
            return False
        stated = [
            figure
            for figure in self.generation.figures.get(article.article_id, ())
            if start <= figure.start and figure.end <= end and figure.role in _ROLES
        ]
        meant = [f for f in stated if not f.outcome or self.asked.intersection(f.outcome)]
        return any(f.subjects for f in meant) and not any(
            not f.subjects or self.given.intersection(f.subjects) for f in meant
        )


def figures_asked(query: Query, generation: Generation, finder: NameFinder) -> Figures:
    """Return the figures of `generation` beside what `query` asks about."""
    keys = {name.key for name in finder.find(query.text) if name.kind in _GIVEN}
    members = (member for key in keys for member in _MEMBERS.get(key, ()))
    return Figures(
        generation=generation,
        given=frozenset({*keys, *members}),
        asked=frozenset(
            term for c in query.concepts for expression in c.expressions for term in expression
        ),
    )
