"""Articles that were found -> the list of them, to read and to ask within."""

import html
from collections.abc import Collection, Sequence
from datetime import date

from chatbot.articles.dating import age
from chatbot.indexing.generation import Generation
from chatbot.rendering.as_html import escape, status_chip
from chatbot.rendering.phrasing import kind_words
from chatbot.web.source_view import newer_articles, source_link, superseded_by
from chatbot.web.views.words import count

MOST_SHOWN = 50


def articles_view(
    generation: Generation,
    found: Sequence[str],
    today: date,
    *,
    chosen: Collection[str] = (),
) -> str:
    """Return the HTML of the list.

    Args:
        generation: what the settings show of it (`Chatbot.visible`).
        found: the ids of its articles to list, in order, of which the first 50 are shown.
        today: ages are counted from it.
        chosen: the ids of the articles that questions are asked within.

    """
    there = len(generation.articles)
    if not there:
        listed = (
            '<p class="empty">No article is shown: none is indexed, or a setting hides all.</p>'
        )
    elif not found:
        listed = (
            f'<p class="empty">None of the {count(there, "article")} matches. Every word must '
            "occur in the title, the name, the kind or a heading: leave one out, or choose another "
            "status or kind.</p>"
        )
    else:
        items = (_item(generation, each, today, each in chosen) for each in found[:MOST_SHOWN])
        listed = f'<ul class="articles">{"".join(items)}</ul>{_more(len(found))}'
    return (
        f'<section class="view articles-view"><h2>Articles</h2><p class="count">'
        f"{_count(len(found), there)}{_chosen(len(chosen))}</p>{listed}</section>"
    )


def _count(found: int, there: int) -> str:
    return count(there, "article") if found == there else f"{found:,} of {count(there, 'article')}"


def _chosen(number: int) -> str:
    return f" · questions are asked within {count(number, 'chosen article')}" if number else ""


def _more(found: int) -> str:
    left = found - MOST_SHOWN
    return f'<p class="more">{left:,} more: type more words.</p>' if left > 0 else ""


def _item(generation: Generation, article_id: str, today: date, chosen: bool) -> str:
    entry = generation.catalogue[article_id]
    title = escape(entry.title)
    shown = f"<s>{title}</s>" if entry.superseded_by else title
    link = escape(source_link(article_id, generation.manifest.generation))
    sections = len([path for path in generation.section_paths[article_id] if path])
    stated = [
        age(entry.updated, today),
        *kind_words(entry.jurisdiction, entry.kind),
        count(sections, "section"),
    ]
    return (
        f'<li><h3><a href="{link}">{shown}</a></h3>'
        f"{superseded_by(entry.superseded_by, newer_articles(generation, article_id))}"
        f'<p class="source-meta">{status_chip(entry.review_status, apart=True)} '
        f"{' · '.join(f'<span>{escape(words)}</span>' for words in stated)}</p>"
        f'<button type="button" class="within" value="{html.escape(article_id)}" '
        f'aria-pressed="{str(chosen).lower()}" aria-label="Ask within this article: {title}">'
        "Ask within this article</button></li>"
    )
