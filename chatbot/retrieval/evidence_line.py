"""A line of an article that may answer a question, with its place and its scores."""

from dataclasses import dataclass

from chatbot.articles.article import Article, Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """One line that may answer, with its place and its scores.

    `start` and `end` are offsets into the article's text; `block` indexes `Article.blocks`.
    `coverage` is the weighted share of the question's concepts that the line and its context
    name, `similarity` the cosine to the question, `score` how well the line answers by itself;
    all 0 to 1. `standing` ranks lines: the score and what the passage's rank adds to it.
    """

    article: Article
    block: int
    start: int
    end: int
    marks: tuple[Mark, ...]
    passage_rank: int
    coverage: float
    similarity: float
    score: float
    standing: float

    @property
    def section(self) -> tuple[str, ...]:
        """The heading path above the line."""
        return self.article.blocks[self.block].section
