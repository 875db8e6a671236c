"""An article -> its headings with nothing below them (`empty_section`)."""

import re
from collections.abc import Iterator

from chatbot.articles.article import Article, Block, BlockKind
from chatbot.checking.problem import Finding

_COMMENT = re.compile(r"<!--[^<>]*-->")


def find_empty_sections(article: Article) -> Iterator[Finding]:
    """Yield the headings that neither text nor a heading below them follows.

    On a guideline page a heading right above another is its parent, since levels are not
    printed, so that only the last heading of a page can be found empty.
    """
    filled = [
        block
        for block in article.blocks
        if block.kind is BlockKind.HEADING or _has_words(article.quote(block))
    ]
    for block, after in zip(filled, [*filled[1:], None], strict=True):
        if block.kind is BlockKind.HEADING and block.section and not _holds(block, after):
            yield Finding(
                start=block.start,
                end=block.end,
                says="nothing stands below this heading; add the text, or remove it",
            )


def _has_words(quote: str) -> bool:
    return any(character.isalnum() for character in _COMMENT.sub("", quote))


def _holds(heading: Block, after: Block | None) -> bool:
    """Tell whether the block `after` a heading belongs to its section."""
    if after is None:
        return False
    if after.kind is not BlockKind.HEADING:
        return True
    depth = len(heading.section)
    return len(after.section) > depth and after.section[:depth] == heading.section
