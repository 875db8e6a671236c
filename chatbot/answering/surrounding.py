"""Quotes -> lines of their sections whose omission would mislead, apart from the answer.

Four kinds of line are offered, the most needed first: the steps that follow a quoted step of an
algorithm, the conditions beside a quoted one under the same lead-in, the rest of a list of which
half is quoted, and the lines of the section that warn, limit or ask to monitor. Only lines on the
same subject: noise would bury them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from chatbot.answering.asking import STUDIES, is_beside
from chatbot.answering.quoting import REFERS_BACK, Quote
from chatbot.articles.article import Article, Block, BlockKind
from chatbot.articles.sentences import line_spans
from chatbot.indexing.lines import list_end
from chatbot.language.names import NameFinder, NameKind
from chatbot.language.tokens import terms
from chatbot.retrieval.expanding import Concept, Query

MOST = 4
"""Lines offered at most."""

_NEXT_STEPS = 2
_SIBLINGS = 3
_LONGEST = 400  # characters
_LONGEST_OF_LIST = 600
_SHORT_LIST = 6  # items
_ALGORITHM = re.compile(r"\b(?:step\w*|plan|algorithm|protocol|pathway|sequence)\b", re.IGNORECASE)
_CONDITION = re.compile(
    r"\b(?:if|when|where|unless|any of|all of|following|criteria|indications?)\b[^.]*:?\s*$",
    re.IGNORECASE,
)
_ITEMS = (BlockKind.BULLET, BlockKind.STEP)
_WARNS = re.compile(
    r"\b(?:contraindicat\w+|avoid(?:ed|ance)?|(?:should|must|may) not|unsuitable|unless|withh[eo]ld"
    r"|never (?:give|use|combine|exceed|start|stop|inject|apply|mix)"
    r"|do not (?:use|give|apply|start|stop|exceed|combine|recommend)|(?:does|do) not apply"
    r"|not (?:be (?:used|given|started|combined)|recommended|indicated|exceed|suitable)"
    r"|except(?:ion)?|cautions?|cautious\w*|warnings?|(?:be|been) (?:monitored|watched|checked)"
    r"|maximum (?:dose|of)|no more than|discontinu\w+|prophylaxis against)\b"
    r"|(?:^|[,;] )(?:monitor|watch|check|stop)\b",
    re.IGNORECASE | re.MULTILINE,
)
_WARNING_HEADING = re.compile(
    r"\b(?:contraindications?|warnings?|precautions?|cautions?|safety|interactions?"
    r"|(?:when|who) (?:not|should not)|do not use)\b",
    re.IGNORECASE,
)
_SECTIONS_OF = 3  # of the first quotes


def also_in_section(query: Query, quotes: Sequence[Quote], finder: NameFinder) -> list[Quote]:
    """Return up to `MOST` lines beside `quotes` that should not be missed, none shown twice.

    `finder` knows the names of the generation.
    """
    found: list[Quote] = []
    shown = [*quotes, *(lead for quote in quotes for lead in _with_lead_ins(quote))]
    named = _medicines(query.text, finder)
    warnings = partial(_warnings, _medicine_concepts(query, finder))
    for kind in (_following_steps, _siblings, partial(_rest_of_list, quotes), warnings):
        for quote in quotes[:_SECTIONS_OF]:
            for line in kind(query, quote):
                if named and (of_line := _medicines(line.words, finder)) and not named & of_line:
                    continue
                if not any(_overlap(line, other) or line.words == other.words for other in shown):
                    found.append(line)
                    shown.append(line)
    return found[:MOST]


def _medicines(text: str, finder: NameFinder) -> set[str]:
    return {name.key for name in finder.find(text) if name.kind is NameKind.MEDICINE}


def _medicine_concepts(query: Query, finder: NameFinder) -> list[Concept]:
    """Return the concepts of the question that name a medicine."""
    names = [n for n in finder.find(query.text) if n.kind is NameKind.MEDICINE]
    said = set(terms(" ".join(query.text[name.start : name.end] for name in names)))
    return [c for c in query.concepts if c.known and said & set(terms(c.words))]


def _following_steps(query: Query, quote: Quote) -> Iterable[Quote]:
    """Return the steps after the last that `quote` holds, if its section is an algorithm."""
    if not quote.section or not _ALGORITHM.search(quote.section[-1]):
        return []
    blocks = quote.article.blocks
    held = [
        i for i, block in enumerate(blocks) if quote.start < block.end and block.start < quote.end
    ]
    step = next((i for i in reversed(held) if blocks[i].kind is BlockKind.STEP), None)
    if step is None:
        return []
    later = [
        i
        for i in range(step + 1, len(blocks))
        if blocks[i].kind is BlockKind.STEP and _beside(blocks[i], blocks[step])
    ]
    return [_whole(quote.article, i) for i in later[:_NEXT_STEPS] if _fits(quote.article, i)]


def _siblings(query: Query, quote: Quote) -> Iterable[Quote]:
    """Return the nearest other items of the list of conditions that `quote` is a part of."""
    if not quote.is_partial or quote.lead_in is None or not _CONDITION.search(quote.lead_in.words):
        return []
    blocks = quote.article.blocks
    own = next(i for i, block in enumerate(blocks) if block.start <= quote.start < block.end)
    beside = [i for i, block in enumerate(blocks) if i != own and _beside(block, blocks[own])]
    nearest = sorted(beside, key=lambda i: (abs(i - own), i))[:_SIBLINGS]
    return [_whole(quote.article, i) for i in sorted(nearest) if _fits(quote.article, i)]


def _rest_of_list(quotes: Sequence[Quote], query: Query, quote: Quote) -> Iterator[Quote]:
    """Yield the other items of a short list of which `quotes` hold two or more, and half.

    Such a list gives a recommendation for each group of patients; who reads the half of it takes
    it for all.
    """
    article = quote.article
    inside = [i for i, block in enumerate(article.blocks) if block.start <= quote.start < block.end]
    if not inside or article.blocks[inside[0]].kind not in _ITEMS:
        return
    items = _items_beside(article, inside[0])
    held = {i for i in items if any(_holds(other, article, i) for other in quotes)}
    if 2 <= len(held) < len(items) <= min(_SHORT_LIST, 2 * len(held)):
        for index in items:
            whole = _whole(article, index)
            if index not in held and whole.end - whole.start <= _LONGEST_OF_LIST:
                yield whole


def _items_beside(article: Article, index: int) -> list[int]:
    """Return the items of the list that block `index` is one of, with nothing between them."""
    own = article.blocks[index]

    def reach(steps: Iterable[int]) -> Iterator[int]:
        for place in steps:
            block = article.blocks[place]
            if index in block.parents or set(block.parents) - set(own.parents):
                continue  # what is listed under an item
            if block.kind is not own.kind or not _beside(block, own):
                return
            yield place

    before = reach(range(index - 1, -1, -1))
    return [*reversed(list(before)), index, *reach(range(index + 1, len(article.blocks)))]


def _holds(quote: Quote, article: Article, index: int) -> bool:
    block = article.blocks[index]
    same = quote.article.article_id == article.article_id
    return same and quote.start < block.end and block.start < quote.end


def _warnings(medicines: Sequence[Concept], query: Query, quote: Quote) -> Iterator[Quote]:
    """Yield the lines that warn and are on the subject: of the quote's section, then elsewhere.

    Elsewhere are the sections below it, and those of the article that are headed as warnings. A
    warning is on the subject if it speaks of the medicine asked about.
    """
    if is_beside(quote.section):
        return
    article = quote.article
    held = set(terms(f"{quote.words} {' '.join(quote.section)}"))
    subject = _subject(medicines, held) or _subject(query.concepts, held)
    for index in _where_warnings_stand(quote):
        block = article.blocks[index]
        above = set(
            terms(" ".join((block.section[-1] if block.section else "", *_above(article, index))))
        )
        for start, end in line_spans(article, block):
            words = article.text[start:end]
            if end - start > _LONGEST or not _WARNS.search(words) or _says_too_little(words):
                continue
            if subject is None or subject.coverage(set(terms(words)) | above) == 1.0:
                yield _stretch(article, index, start, end)


def _says_too_little(words: str) -> bool:
    """Tell whether a line cannot stand alone, or tells of studies rather than of patients."""
    return bool(REFERS_BACK.match(words) or STUDIES.search(words) or not words[0].isupper())


def _where_warnings_stand(quote: Quote) -> Iterator[int]:
    """Yield the blocks of the quote's section, then of those below it, then of any headed so."""
    own, depth = quote.section, len(quote.section)
    sections = {
        index: block.section
        for index, block in enumerate(quote.article.blocks)
        if block.kind is not BlockKind.HEADING
    }
    yield from (i for i, section in sections.items() if section == own)
    for index, section in sections.items():
        below = 0 < depth < len(section) and section[:depth] == own
        headed = section[-1:] != own[-1:] and any(map(_WARNING_HEADING.search, section[-1:]))
        if section != own and (headed or (below and not is_beside(section))):
            yield index


def _subject(concepts: Sequence[Concept], held: set[str]) -> Concept | None:
    """Return the weightiest of the question's `concepts` that the quote speaks of."""
    said = [c for c in concepts if c.known and c.coverage(held) == 1.0]
    return max(said, key=lambda concept: concept.weight, default=None)


def _above(article: Article, index: int) -> list[str]:
    return [article.quote(article.blocks[parent]) for parent in article.blocks[index].parents]


def _beside(one: Block, other: Block) -> bool:
    return one.section == other.section and one.parents == other.parents


def _fits(article: Article, index: int) -> bool:
    return list_end(article, index) - article.blocks[index].start <= _LONGEST


def _whole(article: Article, index: int) -> Quote:
    """Return a block with the list below it."""
    return _stretch(article, index, article.blocks[index].start, list_end(article, index))


def _stretch(article: Article, index: int, start: int, end: int) -> Quote:
    inside = (mark for block in article.blocks[index:] if block.start < end for mark in block.marks)
    return Quote(
        article=article,
        section=article.blocks[index].section,
        start=start,
        end=end,
        marks=tuple(mark for mark in inside if start <= mark.start < end),
    )


def _with_lead_ins(quote: Quote) -> Iterator[Quote]:
    yield from quote.repeats
    lead_in = quote.lead_in
    while lead_in is not None:
        yield lead_in
        lead_in = lead_in.lead_in


def _overlap(one: Quote, other: Quote) -> bool:
    return (
        one.article.article_id == other.article.article_id
        and one.start < other.end
        and other.start < one.end
    )
