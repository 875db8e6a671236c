"""The editorial policy of a corpus -> a page of its own.

The file is a maintainer's, like the articles: what it holds of HTML is shown, never acted on.
"""

from pathlib import Path

from chatbot.resources import shipped
from chatbot.web.plain_page import policy_like

FILE = "EDITORIAL_POLICY.md"
ROUTE = "/editorial-policy"
LINK = f'<a href="{ROUTE}" target="_blank" rel="noopener">'


def policy_page(corpus: Path) -> str:
    """Return the policy of the folder `corpus` as HTML; the shipped one if it has none."""
    own = corpus / FILE
    path = own if own.is_file() else shipped("corpus") / FILE
    words = path.read_bytes().decode("utf-8", "replace")
    return policy_like("Editorial policy", words)
