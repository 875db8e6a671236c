"""A title and a body -> a page of its own beside the chat, without scripts."""

from markdown_it import MarkdownIt

from chatbot.rendering.as_html import escape


def plain_page(title: str, body: str) -> str:
    """Return the page; `body` is HTML."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/chatbot/page.css"></head>'
        f'<body class="source-page">{body}</body></html>'
    )


def policy_like(title: str, words: str) -> str:
    """Return a maintainer's Markdown as a page; its HTML is shown, never acted on."""
    body = MarkdownIt("commonmark", {"html": False}).disable("image").render(words)
    return plain_page(title, f'<main class="policy">{body}</main>')
