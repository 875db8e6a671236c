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
from chatbot.rendering.as_html import escape, status_chip
from chatbot.rendering.phrasing import kind_words
from chatbot.web.editorial_policy import LINK
from chatbot.web.plain_page import plain_page

_AROUND = 30  # blocks shown before and after the quote in the panel
_MOVED = (
    "The index has been rebuilt since this answer; the quoted words are no longer at this place."
)


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


def source_fragment(
    article: Article,
    start: int,
    end: int,
    today: date,
    quote: str = "",
    newer: Sequence[Newer] = (),
    reader: Audience = Audience.CLINICIAN,
) -> str:
    """Return the panel's HTML: the article's head, the blocks around the quote, its list.

    `quote` is the fingerprint of what stood from `start` to `end`. If other words do now, the
    whole article is shown with a note, and nothing of it is highlighted. `newer` are the indexed
    articles that supersede it, each in turn. A `reader` who sees no doses sees none in it.
    """
    start, end, note = _place(article, start, end, quote)
    article = _named_for(article, reader)
    quoted = [i for i, block in enumerate(article.blocks) if _overlaps(block, start, end)]
    first, last = _around(quoted, len(article.blocks))
    section = for_reader(article.blocks[quoted[0]].section, reader) if quoted else ()
    text = _blocks(article, range(first, last), start, end, reader)
    marks = _marks_note(article, [article.blocks[i] for i in quoted], start, end)
    return "\n".join(
        (
            f'<header class="source-head">{_head(article, section, today, newer)}{note}{marks}'
            "</header>",
            f'<div class="source-text">{text}</div>',
            _reference_list(article.references),
            _disclaimer(article),
        )
    )


def source_page(
    article: Article,
    start: int,
    end: int,
    today: date,
    quote: str = "",
    newer: Sequence[Newer] = (),
    reader: Audience = Audience.CLINICIAN,
) -> str:
    """Return a page of its own with the whole article, for a browser without scripts."""
    start, end, note = _place(article, start, end, quote)
    article = _named_for(article, reader)
    body = _blocks(article, range(len(article.blocks)), start, end, reader)
    return plain_page(
        article.title,
        f"<main><h1>Source</h1>{_head(article, (), today, newer)}{note}"
        f'<div class="source-text">{body}</div>{_reference_list(article.references)}'
        f"{_disclaimer(article)}</main>",
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


def _place(article: Article, start: int, end: int, quote: str) -> tuple[int, int, str]:
    """Return where the quote stands and nothing to say, or nowhere and a note that it has gone."""
    if quote in ("", fingerprint(article.text[start:end])):
        return start, end, ""
    return 0, 0, f'<p class="source-moved">{_MOVED}</p>'


def _around(quoted: Sequence[int], blocks: int) -> tuple[int, int]:
    """Return the range of blocks to show: those around the quoted ones, all if there are none."""
    if not quoted:
        return 0, blocks
    return max(0, quoted[0] - _AROUND), min(blocks, quoted[-1] + _AROUND + 1)


def _head(article: Article, section: Sequence[str], today: date, newer: Sequence[Newer]) -> str:
    path = " › ".join(escape(heading) for heading in section)
    stated = [age(article.updated, today), *kind_words(article.jurisdiction, article.kind)]
    title = f"<s>{escape(article.title)}</s>" if article.superseded_by else escape(article.title)
    return (
        f'<h2 class="source-title">{title}</h2>{superseded_by(article.superseded_by, newer)}'
        f'<p class="source-meta">{status_chip(article.review_status, apart=True)} '
        f"<span>{escape(' · '.join(stated))}</span> · {LINK}what this means</a></p>"
        + (f'<p class="source-path">{path}</p>' if path else "")
    )


def superseded_by(stated: str | None, newer: Sequence[Newer]) -> str:
    """Say what supersedes an article, with links to what is indexed; nothing if nothing does.

    `stated` is what the article itself says that supersedes it.
    """
    if not stated:
        return ""
    named = newer or [Newer(title=stated, link=None)]
    others = ", then by ".join(
        f'<a href="{escape(each.link)}">{escape(each.title)}</a>'
        if each.link
        else f"“{escape(each.title)}”"
        for each in named
    )
    return f'<p class="source-superseded"><b>Superseded</b> by {others}</p>'


def _marks_note(article: Article, blocks: Sequence[Block], start: int, end: int) -> str:
    """Say what the article itself cites for the quote, and whether its list says which."""
    near = [mark for block in blocks for mark in block.marks if start <= mark.start <= end + 12]
    cited = article.cited(near).items()
    notes = [f"<li>{_resolved(value, reference)}</li>" for value, (reference, _) in cited]
    return f'<ul class="source-marks">{"".join(notes)}</ul>' if notes else ""


def _resolved(value: str, reference: Reference | None) -> str:
    if reference is None:
        return f"cited by the article as [{escape(value)}]; its list does not say which"
    return f"[{escape(value)}] {_reference(reference)}"


def _disclaimer(article: Article) -> str:
    words = escape(article.disclaimer or "")
    return f'<p class="source-disclaimer">{words}</p>' if words else ""


def _reference_list(references: Sequence[Reference]) -> str:
    if not references:
        return ""
    listed = "".join(f"<li>{_reference(reference)}</li>" for reference in references)
    count = f"{len(references)} {'entry' if len(references) == 1 else 'entries'}"
    summary = f"<summary>The article's own list ({count})</summary>"
    return f'<details class="source-references">{summary}<ul>{listed}</ul></details>'


def _reference(reference: Reference) -> str:
    parts = (reference.title, reference.source, str(reference.year or ""))
    doi = f"doi:{reference.doi}" if reference.doi and reference.doi not in reference.title else ""
    words = escape(" — ".join(part for part in (*parts, doi) if part))
    kind = f"<b>{escape(reference.kind)}</b>: " if reference.kind else ""
    return kind + words


def _overlaps(block: Block, start: int, end: int) -> bool:
    return block.start < end and start < block.end


def _blocks(article: Article, indices: range, start: int, end: int, reader: Audience) -> str:
    return "\n".join(_block(article, article.blocks[i], start, end, reader) for i in indices)


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
