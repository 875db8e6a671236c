"""An article -> the claims of its lines: quantities bound to what they are about."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatbot.articles.article import Article, BlockKind
from chatbot.articles.sentences import line_spans
from chatbot.conflicts.claim import Claim, Keys
from chatbot.conflicts.quantity import Quantity, Role, quantities_of
from chatbot.conflicts.scoping import Surroundings
from chatbot.language.clauses import SENTENCE_END
from chatbot.language.modality import Mode
from chatbot.language.names import Name, NameKind
from chatbot.language.owners import BESIDE, owned_figures
from chatbot.language.reading import AGENTS, Reader, Reading
from chatbot.language.synonyms import GROUPS
from chatbot.language.tokens import listed_terms, stem, terms, words
from chatbot.lexicon.loading import load_table

_GIVEN = frozenset({Role.DOSE, Role.DURATION, Role.INTERVAL, Role.COUNT})
_BEGIN = frozenset(map(stem, "start begin initiate commence offer from".split()))
_END = frozenset(map(stem, "stop end discontinue".split()))
_EDGE_NEAR = 6  # words before an age that may say what begins or ends then
_COUNTS_CASES = listed_terms("counts cases")
_NO_OUTCOME = listed_terms("no outcome")
_NOISE = listed_terms("no subject")
_OF_THE_COURSE = listed_terms("of the course")
_OF_A_STUDY = load_table("function_words").words("word", use="of a study")
_SPEAKS_ON = load_table("function_words").words("word", use="speaks on")
_ARTICLES = frozenset(("a", "an", "the"))
_SAME = {
    word: members[0]
    for members in ([stem(said) for said in group if said.isalpha()] for group in GROUPS)
    for word in members
} | {"programm": "program", "begun": "initi", "began": "initi"}
"""One stem for the single words that mean the same."""

_CLASSES = load_table("medicines").words("key", kind="class")
_CHIEF = 0.7
_SHORT = 40  # characters of a line that needs its heading to say what it is about
_MOST_MEASURED = 4  # words of what a share or a level is of
_REACH = 8
"""Blocks of the same section that are looked back to for what a line speaks of."""

Agent = tuple[Reading, Name]
"""A medicine or procedure that a quantity is of, and the reading of the text that names it."""


def article_claims(article: Article, reader: Reader) -> Iterator[Claim]:
    """Yield the claims of `article` in reading order."""
    for index, block in enumerate(article.blocks):
        around = _around(article, index)
        for start, end in line_spans(article, block):
            line = reader.read(article.text[start:end], " ".join(around))
            if not line.does(Mode.REPORTS) and _OF_A_STUDY.isdisjoint(words(line.text)):
                yield from _line_claims(article, index, (start, line), around, reader)


def _line_claims(
    article: Article, index: int, placed: tuple[int, Reading], around: Sequence[str], reader: Reader
) -> Iterator[Claim]:
    start, line = placed
    quantities = quantities_of(line.figures)
    if not quantities:
        return
    above = list(map(reader.read, around))
    surroundings = Surroundings(line, above, reader.read(article.title))
    own_terms = _line_terms(line)
    is_short = around and len(line.text) < _SHORT
    lent = frozenset(terms(around[-1])) - _NOISE if is_short else frozenset()
    forbids = line.does(Mode.FORBIDS)
    shares = any(quantity.role is Role.SHARE for quantity in quantities)
    for stated in quantities:
        modes = line.modes_at(stated.start, stated.end)
        quantity = _as_meant(stated, modes)
        outcome = _outcome(line, quantity, above[-1] if above else None)
        own = _named(line, quantity.owner)
        agent = own or _agent_around(article, index, start, reader, quantity.role)
        if outcome is None or (quantity.role is Role.WITHIN and shares):
            continue  # unclear, or the time within which some fare so
        unadvised = forbids or Mode.HISTORY in modes
        if quantity.role in _GIVEN and unadvised and not quantity.is_limit:
            continue  # nobody's advice
        if quantity.role is Role.DOSE and not (agent and agent[1].kind is NameKind.MEDICINE):
            continue
        about = agent[0].written(agent[1]) if agent else " ".join(sorted(outcome))
        yield Claim(
            article_id=article.article_id,
            start=start,
            end=start + len(line.text),
            subject=agent[1].key if agent else "",
            is_named=own is not None or len(own_terms - _OF_THE_COURSE) <= 1,
            about=about or article.title,
            quantity=replace(quantity, start=start + quantity.start, end=start + quantity.end),
            scope=surroundings.scope(stated, quantities),
            beside=_beside(line, quantity),
            outcome=outcome,
            terms=own_terms | lent,
            names=surroundings.names,
        )


def _line_terms(line: Reading) -> Keys:
    """Return the terms of a line without its figures, one term for what means the same."""
    pieces, position = [], 0
    for name in line.names:
        pieces += [line.text[position : name.start], name.key]
        position = name.end
    found = (_SAME.get(term, term) for term in terms(" ".join((*pieces, line.text[position:]))))
    return frozenset(term for term in found if not term[0].isdigit()) - _NOISE


def _around(article: Article, index: int) -> list[str]:
    """Return the headings and lead-ins above a block, outermost first."""
    block = article.blocks[index]
    section = block.section[:-1] if block.kind is BlockKind.HEADING else block.section
    parents = [article.quote(article.blocks[parent]) for parent in block.parents]
    return [*section, *parents]


def _as_meant(quantity: Quantity, modes: frozenset[Mode]) -> Quantity:
    """Read "if nothing has improved after 3 days" as a time to wait."""
    if quantity.role is Role.DURATION and Mode.HYPOTHESIS in modes:
        return replace(quantity, role=Role.AFTER)
    return quantity


def _outcome(line: Reading, quantity: Quantity, heading: Reading | None) -> Keys | None:
    """Return the terms of what is measured; none where the agent says it all, None if unclear."""
    if quantity.role is Role.AGE:
        said = set(map(stem, words(line.text[: quantity.start])[-_EDGE_NEAR:]))
        return (
            frozenset({"begin"} if said & _BEGIN else {"end"}) if said & (_BEGIN | _END) else None
        )
    if quantity.role not in (Role.SHARE, Role.LEVEL):
        return frozenset()
    if quantity.role is Role.SHARE and not _COUNTS_CASES.isdisjoint(terms(line.text)):
        return None
    given = {term for n in line.names if n.kind in AGENTS for term in terms(line.written(n))}
    own = next(each for each in owned_figures(line.text) if each.figure.start >= quantity.start)
    near = sorted(own.owners, key=lambda word: -own.owners[word])
    told = [word for word in near if word.written and word.stem not in _NO_OUTCOME | given]
    before = [word for word in told if word.start < quantity.start]
    closest = [word for word in before if own.owners[word] > BESIDE] or before or told
    found = [word.stem for word in closest]
    if not found and heading:
        found = [term for term in terms(heading.text) if term not in _NO_OUTCOME | given]
    return frozenset(found[:_MOST_MEASURED]) or None


def _named(line: Reading, key: str) -> Agent | None:
    return next(((line, name) for name in line.names if key and name.key == key), None)


def _beside(line: Reading, quantity: Quantity) -> Keys:
    """Return the keys of the agents of the line that the quantity may be of."""
    if quantity.role is not Role.SHARE or not quantity.owner:
        return frozenset(filter(None, [quantity.owner]))
    part = (
        name.key
        for name in line.names
        if name.kind in AGENTS
        and not SENTENCE_END.search(
            line.text, min(name.end, quantity.end), max(name.start, quantity.start)
        )
    )
    return frozenset({quantity.owner, *part})


def _agent_around(
    article: Article, index: int, start: int, reader: Reader, role: Role
) -> Agent | None:
    """Return what a line that names nothing speaks of.

    A heading that names one medicine says it; else the lines before, if the line carries on
    from them; else any heading or the title; else the one medicine the article is about. A share
    belongs to its heading ("Adverse events from ...") before the lines.
    """
    headings = [reader.read(each) for each in (*reversed(_around(article, index)), article.title)]
    previous = map(reader.read, _lines_before(article, index, start))
    special = [
        each for each in headings if len(keys := _agents(each)) == 1 and not keys.keys() & _CLASSES
    ]
    for text in (
        [*headings, *previous] if role is Role.SHARE else [*special[:1], *previous, *headings]
    ):
        named = _agents(text)
        if named:
            return (text, next(iter(named.values()))) if len(named) == 1 else None
    return _chief_medicine(article, reader) if role is Role.DOSE else None


def _agents(reading: Reading) -> dict[str, Name]:
    return {name.key: name for name in reading.names if name.kind in AGENTS}


def _chief_medicine(article: Article, reader: Reader) -> Agent | None:
    """Return the medicine that most mentions of medicines in the article are of."""
    named = [n for n in reader.finder.find(article.text) if n.kind is NameKind.MEDICINE]
    for key, count in Counter(name.key for name in named).most_common(1):
        if count >= _CHIEF * len(named):
            return Reading(text=article.text), next(name for name in named if name.key == key)
    return None


def _lines_before(article: Article, index: int, start: int) -> Iterator[str]:
    """Yield the sentences before a line in its block, then the blocks before, nearest first.

    None for a paragraph that does not open like one that leaves out what it is about.
    """
    block = article.blocks[index]
    opening = next((w for w in words(article.text[start : block.end]) if w not in _ARTICLES), "")
    if block.kind is BlockKind.PARAGRAPH and not (opening in _SPEAKS_ON or opening[:1].isdigit()):
        return
    for begin, end in reversed(line_spans(article, block)):
        if end <= start:
            yield article.text[begin:end]
    for other in reversed(article.blocks[max(0, index - _REACH) : index]):
        if other.section != block.section or other.kind is BlockKind.HEADING:
            return
        yield article.quote(other)
