"""A citation's place in its article -> the HTML that shows it, quoted words highlighted.

Everything that comes from an article is escaped here; nothing of it is ever markup.
"""

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from chatbot.answering.answer import Audience
from chatbot.answering.audience import DOSE_LEFT_OUT, for_reader
from chatbot.articles.article import Article, Block, BlockKind, Reference
from chatbot.articles.dating import age
from chatbot.articles.reference_marks import mark_groups
from chatbot.indexing.generation import Generation
from chatbot.language.figures import dose_spans
from chatbot.rendering.as_html import escape
from chatbot.rendering.phrasing import kind_words
from chatbot.web.plain_pages import POLICY_LINK, plain_page
from chatbot.web.templating import render

_AROUND = 30  # blocks shown before and after the quote in the panel


@dataclass(frozen=True, slots=True, kw_only=True)
class Newer:
    """An article that supersedes the one shown; `link` opens it, if it may be shown."""

    title: str
    link: str | None


def fingerprint(quote: str) -> str:
    """Return what a link carries of its quote, to tell whether it still stands at its place."""
    return hashlib.sha256(quote.encode("utf-8", "replace")).hexdigest()[:12]


def source_link(
    article_id: str,
    generation: str,
    *,
    start: int = 0,
    end: int = 0,
    quote: str = "",
    reader: Audience = Audience.CLINICIAN,
) -> str:
    """Return the address that opens an article in the source panel.

    With `quote`, the words that stand from `start` to `end`, it opens there with these
    highlighted; for a `reader` who sees no doses, without them. It is not escaped.
    """
    place: dict[str, str | int] = {"article": article_id, "generation": generation}
    if not reader.sees_doses:
        place["reader"] = reader.value
    if quote:
        place |= {"start": start, "end": end, "quote": fingerprint(quote)}
    return f"/source?{urlencode(place, errors='replace')}"


def newer_articles(
    generation: Generation, article_id: str, reader: Audience = Audience.CLINICIAN
) -> list[Newer]:
    """Return what supersedes an article, each in turn, with links to what may be shown."""
    return [
        Newer(
            title=for_reader(generation.catalogue[other].title, reader),
            link=source_link(other, generation.manifest.generation, reader=reader)
            if other in generation.articles
            else None,
        )
        for other in generation.replacements(article_id)
    ]


def source_view(
    article: Article,
    start: int,
    end: int,
    today: date,
    quote: str = "",
    newer: Sequence[Newer] = (),
    reader: Audience = Audience.CLINICIAN,
    *,
    is_page: bool = False,
) -> str:
    """Return the panel's HTML: the article's head, the blocks around the quote, its list.

    `quote` is the fingerprint of what stood from `start` to `end`. If other words do now, the
    whole article is shown with a note, and nothing of it is highlighted. `newer` are the indexed
    articles that supersede it, each in turn. A `reader` who sees no doses sees none in it. If it
    `is_page`, it is a page of its own with the whole article, for a browser without scripts.
    """
    moved = quote not in ("", fingerprint(article.text[start:end]))
    start, end = (0, 0) if moved else (start, end)
    article = _named_for(article, reader)
    stated = [age(article.updated, today), *kind_words(article.jurisdiction, article.kind)]
    head = {"article": article, "stated": stated, "newer": newer, "policy_link": POLICY_LINK}
    if is_page:
        text = _blocks(article, article.blocks, start, end, reader)
        return plain_page(article.title, render("source_page.html", **head, moved=moved, text=text))
    quoted = [
        i for i, block in enumerate(article.blocks) if block.start < end and start < block.end
    ]
    blocks = [article.blocks[i] for i in quoted]
    around = slice(max(0, quoted[0] - _AROUND), quoted[-1] + _AROUND + 1) if quoted else slice(None)
    return render(
        "source.html",
        **head,
        moved=moved,
        section=for_reader(blocks[0].section, reader) if blocks else (),
        marks=_marks(article, blocks, start, end),
        text=_blocks(article, article.blocks[around], start, end, reader),
    )


def _named_for(article: Article, reader: Audience) -> Article:
    """Return the article with what stands beside its text as its reader is shown it."""
    if reader.sees_doses:
        return article
    return replace(
        article,
        title=for_reader(article.title, reader),
        superseded_by=for_reader(article.superseded_by, reader),
        disclaimer=for_reader(article.disclaimer, reader),
        references=for_reader(article.references, reader),
    )


def _marks(
    article: Article, blocks: Sequence[Block], start: int, end: int
) -> list[tuple[str, Reference | None]]:
    """Return what the article itself cites for the quote, and what its list says of it."""
    near = [mark for block in blocks for mark in block.marks if start <= mark.start <= end + 12]
    return [(value, reference) for value, (reference, _) in article.cited(near).items()]


def _blocks(
    article: Article, blocks: Sequence[Block], start: int, end: int, reader: Audience
) -> str:
    return "\n".join(_block(article, block, start, end, reader) for block in blocks)


def _block(article: Article, block: Block, start: int, end: int, reader: Audience) -> str:
    words = "".join(_words(article, block, start, end, reader))
    if block.kind is BlockKind.HEADING:
        level = min(6, 2 + max(1, len(block.section)))
        return f"<h{level}>{words}</h{level}>"
    sign = {BlockKind.BULLET: "•", BlockKind.STEP: block.label or "•"}.get(block.kind)
    if sign is None:
        return f"<p>{words}</p>"
    depth = min(3, len(block.parents))
    return (
        f'<div class="item depth-{depth}"><span class="sign">{escape(sign)}</span>'
        f"<span>{words}</span></div>"
    )


def _words(article: Article, block: Block, start: int, end: int, reader: Audience) -> Iterator[str]:
    """Yield the block's words: the quoted part in <mark>, groups of reference marks in <sup>."""
    groups = mark_groups(article.text, ((mark.start, mark.end) for mark in block.marks))
    reach = max([block.end, *(last for _, last in groups)])
    edges = {block.start, reach}
    edges |= {edge for edge in (start, end) if block.start < edge < reach}
    edges |= {edge for group in groups for edge in group}
    doses = [] if reader.sees_doses else _doses(article, block.start, reach, groups)
    edges |= {edge for dose in doses for edge in dose}
    for left, right in itertools.pairwise(sorted(edges)):
        words = escape(article.text[left:right])
        if any(first <= left and right <= last for first, last in doses):
            words = DOSE_LEFT_OUT if any(left == first for first, _ in doses) else ""
        if any(first <= left and right <= last for first, last in groups):
            words = f"<sup>{words}</sup>"
        yield f"<mark>{words}</mark>" if start <= left and right <= end else words


def _doses(
    article: Article, start: int, end: int, groups: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the places of the doses of a block; its reference marks are no figures."""
    words = article.text[start:end]
    for first, last in groups:
        if start <= first and last <= end:
            words = f"{words[: first - start]}{' ' * (last - first)}{words[last - start :]}"
    return [(start + first, start + last) for first, last in dose_spans(words)]
