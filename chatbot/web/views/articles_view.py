"""Articles that were found -> the list of them, to read and to ask within."""

from collections.abc import Collection, Sequence
from datetime import date

from chatbot.indexing.generation import Generation
from chatbot.web.templating import render
from chatbot.web.views.listed import Listed

MOST_SHOWN = 50


def articles_view(
    generation: Generation, found: Sequence[str], today: date, *, chosen: Collection[str] = ()
) -> str:
    """Return the HTML of the list.

    `generation` is what the settings show of it; of the ids that were `found`, the first 50 are
    listed, in order; questions are asked within those that are `chosen`.
    """
    return render(
        "articles.html",
        there=len(generation.articles),
        found=len(found),
        listed=[Listed(generation, each) for each in found[:MOST_SHOWN]],
        most=MOST_SHOWN,
        chosen=chosen,
        today=today,
    )
