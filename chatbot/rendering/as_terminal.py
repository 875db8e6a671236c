"""An answer -> what a terminal shows of it, as parts that `rich` prints one below the other."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from chatbot.answering.answer import Answer, Citation
from chatbot.answering.delimiting import visible
from chatbot.rendering.answer_blocks import compose, disclaimer
from chatbot.rendering.document import Block, Inline, Kind, Line, Marker, Quote, Weight, Words
from chatbot.rendering.phrasing import provenance, shown_quote
from chatbot.rendering.record import for_its_reader

_STYLES = {Weight.PLAIN: "", Weight.EMPHASIS: "italic", Weight.STRONG: "bold"}


def as_terminal(answer: Answer) -> Iterator[RenderableType]:
    """Yield what was understood, the answer, what each marker cites, what may be asked next."""
    shown = for_its_reader(answer)
    if shown.condensed_question != shown.question:
        yield _dim(f"Understood as: {shown.condensed_question}")
    for block in compose(answer):
        yield from _block(block)
    end = disclaimer(answer)
    yield from (Rule(characters="-", style="default"), "")
    notice = f"{end.notice} " if end.notice else ""
    yield Text.assemble((notice, "bold"), (visible(end.words), "italic"))
    for citation in (*(shown.citations or shown.nearest), *shown.also_in_section):
        yield _dim(_source(citation))
    for follow_up in shown.follow_ups:
        yield _dim(f"You may ask next: {follow_up}")


def _dim(words: str) -> Text:
    return Text(visible(words), style="dim")


def _block(block: Block) -> Iterator[RenderableType]:
    heading = Text(visible(block.heading), style="bold")
    between = "\n" if block.kind is Kind.PASSAGE else " "
    words = Text(between).join(filter(None, (heading, _inlines(block.words))))
    yield from (words, "") if words else ()
    yield from (_items(block.lines), "") if block.lines else ()


def _items(lines: Iterable[Line]) -> Table:
    listed = Table.grid()
    listed.add_column(width=3)
    listed.add_column()
    for line in lines:
        words = _inlines(line.parts)
        listed.add_row(" • ", Group(words, _items([line.below])) if line.below else words)
    return listed


def _inlines(parts: Iterable[Inline]) -> Text:
    return Text.assemble(*(each for part in parts for each in _inline(part)))


def _inline(part: Inline) -> Iterator[tuple[str, str]]:
    if isinstance(part, Quote):
        lines = map(str.strip, visible(shown_quote(part.citation)).split("\n"))
        words = "\n".join(filter(None, lines))
        yield f"“{words}”", ""
    elif isinstance(part, Marker):
        yield f"[{part.citation.number}]", ""
    elif isinstance(part, Words):
        yield visible(part.text), _STYLES[part.weight]
    else:
        note, status, stated = map(visible, provenance(part.citation))
        yield "(", ""
        yield note, "bold"
        yield f"{' · ' if note else ''}{status} · {stated})", ""


def _source(citation: Citation) -> str:
    section = " > ".join(citation.section)
    note, status, stated = provenance(citation)
    cited = "".join(
        f"; {each.title} ({each.year})"
        if each.resolved
        else f"; cited by the article as [{each.mark}]; its list does not say which"
        for each in citation.references
    )
    return (
        f"[{citation.number}] {citation.article_id}, characters {citation.start}-{citation.end}, "
        f"{section} ({status} · {stated}{note and f'; {note}'}){cited}"
    )
