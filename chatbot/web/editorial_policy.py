"""The editorial policy of a corpus -> a page of its own.

The file is a maintainer's, like the articles: what it holds of HTML is shown, never acted on.
"""

from pathlib import Path

from markdown_it import MarkdownIt

from chatbot.resources import shipped

FILE = "EDITORIAL_POLICY.md"
ROUTE = "/editorial-policy"
LINK = f'<a href="{ROUTE}" target="_blank" rel="noopener">'


def policy_page(corpus: Path) -> str:
    """Return the policy of the folder `corpus` as HTML; the shipped one if it has none."""
    own = corpus / FILE
    path = own if own.is_file() else shipped("corpus") / FILE
    words = path.read_bytes().decode("utf-8", "replace")
    body = MarkdownIt("commonmark", {"html": False}).disable("image").render(words)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<title>Editorial policy</title><link rel="stylesheet" href="/chatbot/page.css"></head>'
        f'<body class="source-page"><main class="policy">{body}</main></body></html>'
    )
