"""An article -> the claims of its lines: quantities bound to what they are about."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.articles.article import Article, BlockKind
from chatbot.articles.sentences import line_spans
from chatbot.conflicts.claim import Claim, FindNames
from chatbot.conflicts.quantity import Quantity, Role, find_quantities
from chatbot.conflicts.scoping import Surroundings
from chatbot.language.agents import AGENTS, CLAUSE_END, owner_of
from chatbot.language.names import Name, NameKind
from chatbot.language.synonyms import GROUPS
from chatbot.language.tokens import stem, terms
from chatbot.lexicon.loading import load_table

_FIGURE = re.compile(
    r"\d|\b(?:every|once|twice|two|three|four|five|six|seven|eight|nine|ten|twelve|weekly|daily"
    r"|monthly|yearly|annual|biennial)",
    re.IGNORECASE,
)
_PART_END = re.compile(r";|\.\s")
_REPORTS_A_STUDY = re.compile(
    r"\b(?:trials?|stud(?:y|ies)|cohorts?|randomi[sz]ed|participants|reported|received|enrolled"
    r"|meta-analys[ei]s|(?:mean|median) (?!arterial)"
    r"|95% CI|odds ratio|hazard ratio|relative risk|were given"
    r"|(?:die[ds]?|dying|deaths?) within)\b",
    re.IGNORECASE,
)
_NOT_ADVISED = re.compile(
    r"\b(?:do not|don't|never|should not|must not|is not|are not|not be|avoid\w*|contraindicated"
    r"|no longer|previous(?:ly)?|formerly|used to be|in the past|instead of|rather than)\b"
    r"(?! (?:more|exceed|greater|higher|less|fewer|longer))",
    re.IGNORECASE,
)
"""A line that forbids or tells of the past: its figures are nobody's advice."""

_BOUNDS = re.compile(r"[^.;]{0,40}?\b(?:more|greater|higher|longer) than\b|[^.;]{0,20}exceed", re.I)
_COUNTS_CASES = re.compile(
    r"\b(?:prevalence|incidence|estimated|expected to|accounts? for|represents?|constitutes?"
    r"|lifetime risk|survival|mortality|\d+-year (?:\w+ ){0,4}risk)\b",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"\b(?:if|when|once(?! (?:a|per|every|daily|weekly|monthly|yearly)\b)|where|unless"
    r"|after|fail\w*|despite|ha(?:ve|s) (?:been|passed|gone))\b"
    r"[^,;:]*$",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"\b(?:(?:start|begin|initiat|commenc|offer)\w*|from)\b[^.;]{0,40}$", re.I)
_ENDS = re.compile(r"\b(?:stop|end|discontinu)\w*\b[^.;]{0,40}$", re.IGNORECASE)
_SEEN_IN = re.compile(
    r"(?P<outcome>(?:[A-Za-z-]+ ){0,3}[A-Za-z-]+?) "
    r"(?:in|(?:(?:is|are|was|were) )?(?:occur\w*|seen|found"
    r"|affect\w*|develop\w*|reported|complicat\w*|present)(?: in| by)?)(?: (?:about|up to|only|some"
    r"|around|nearly|approximately))*\s$",
    re.IGNORECASE,
)
_UNTOLD = re.compile(r"^(?:[^:]{0,40}:)?\s*$")
_SPEAKS_ON = re.compile(
    r"(?:it|this|they|these|each|an? course|courses?|treatment|therapy|start|begin|give|continue"
    r"|repeat|then|the (?:usual |initial |maximum |daily |first |maintenance )?dose|doses?|usual"
    r"|initial|maximum|maintenance|loading|adults?|children|if|once|after|for|in|over|another|up"
    r"|or|and|patients|who)\b|\W*\d",
    re.IGNORECASE,
)
"""How a sentence opens that leaves out what the one before was about."""

_TWO_WORDS = re.compile(r"(?:[A-Za-z-]+ ){1,2}\Z")
_OF_PEOPLE = re.compile(
    r"^\s*of (?:all |the )?(?:patients?|people|persons?|adults?|women|men|children|cases)\s+"
    r"(?P<outcome>[^.;,()]{4,80})",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?P<outcome>(?:[A-Za-z-]+ ){0,3}[A-Za-z-]+)(?:, [^:(,]{0,40})?\s?[:(|]\s?$")
_MEASURED = re.compile(
    r"(?P<outcome>(?:[A-Za-z0-9-]+ ){0,3}[A-Za-z0-9-]+?)(?: (?:of|is|at|was|be))*\s?$"
)
_NO_OUTCOME = frozenset(
    terms(" ".join(load_table("function_words").words("word", use="no outcome")))
)
_GIVEN = frozenset({Role.DOSE, Role.DURATION, Role.INTERVAL, Role.COUNT})
_NOISE = frozenset(terms(" ".join(load_table("function_words").words("word", use="no subject"))))
"""Units, comparators and words that say nothing of the subject."""

_OF_THE_COURSE = frozenset(
    terms(" ".join(load_table("function_words").words("word", use="of the course")))
)
"""Words that say nothing of what is given."""

_SAME = {
    word: members[0]
    for members in ([stem(said) for said in group if said.isalpha()] for group in GROUPS)
    for word in members
} | {"programm": "program", "begun": "initi", "began": "initi"}
"""One stem for the single words that mean the same."""

_CLASSES = load_table("medicines").words("key", kind="class")
_CHIEF = 0.7
_SHORT = 40  # characters of a line that needs its heading to say what it is about
_REACH = 8
"""Blocks of the same section that are looked back to for what a line speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A medicine or procedure that a quantity is of: its canonical name, and as it is written."""

    kind: NameKind
    key: str
    words: str


def article_claims(article: Article, find: FindNames) -> Iterator[Claim]:
    """Yield the claims of `article` in reading order."""
    for index, block in enumerate(article.blocks):
        if not _FIGURE.search(article.text, block.start, block.end):
            continue
        for start, end in line_spans(article, block):
            if not _REPORTS_A_STUDY.search(article.text, start, end):
                yield from _line_claims(article, index, (start, end), find)


def _line_claims(
    article: Article, index: int, span: tuple[int, int], find: FindNames
) -> Iterator[Claim]:
    start, end = span
    line = article.text[start:end]
    around = _around(article, index)
    quantities = find_quantities(line, " ".join(around))
    if not quantities:
        return
    names = find(line)
    agents = [name for name in names if name.kind in AGENTS]
    short = frozenset(terms(around[-1])) - _NOISE if around and len(line) < _SHORT else frozenset()
    own_terms = _line_terms(line, names)
    surroundings = Surroundings(line, around, article.title, find)
    no_advice = _advises_against(line)
    for stated in quantities:
        quantity = _as_meant(line, stated)
        if no_advice and quantity.role in _GIVEN:
            continue
        outcome = _outcome(line, quantity, names, around[-1] if around else "")
        own = _own_agent(line, quantity, agents)
        agent = own or _agent_around(article, index, start, find, quantity.role)
        if outcome is None or (quantity.role is Role.DOSE and not _is_medicine(agent)):
            continue
        yield Claim(
            article_id=article.article_id,
            start=start,
            end=end,
            subject=agent.key if agent else "",
            is_named=own is not None or len(own_terms - _OF_THE_COURSE) <= 1,
            about=_about(agent, outcome, article.title),
            quantity=replace(quantity, start=start + quantity.start, end=start + quantity.end),
            scope=surroundings.scope(stated, quantities),
            beside=_beside(line, quantity, own, agents),
            outcome=outcome,
            terms=own_terms | short,
            names=surroundings.names,
        )


def _about(agent: Agent | None, outcome: frozenset[str], title: str) -> str:
    return agent.words if agent else " ".join(sorted(outcome)) or title


def _is_medicine(agent: Agent | None) -> bool:
    return agent is not None and agent.kind is NameKind.MEDICINE


def _line_terms(line: str, names: Sequence[Name]) -> frozenset[str]:
    """Return the terms of a line without its figures, one term for what means the same."""
    pieces, position = [], 0
    for name in names:
        pieces += [line[position : name.start], name.key]
        position = name.end
    found = (_SAME.get(term, term) for term in terms(" ".join((*pieces, line[position:]))))
    return frozenset(term for term in found if not term[0].isdigit()) - _NOISE


def _advises_against(line: str) -> bool:
    return any(not _BOUNDS.match(line, m.end()) for m in _NOT_ADVISED.finditer(line))


def _around(article: Article, index: int) -> list[str]:
    """Return the headings and lead-ins above a block, outermost first."""
    block = article.blocks[index]
    section = block.section[:-1] if block.kind is BlockKind.HEADING else block.section
    parents = [article.quote(article.blocks[parent]) for parent in block.parents]
    return [*section, *parents]


def _as_meant(line: str, quantity: Quantity) -> Quantity:
    """Read "have been given for 3 days and nothing has improved" as a time to wait."""
    if quantity.role is Role.DURATION and _CONDITIONAL.search(line[: quantity.start]):
        return replace(quantity, role=Role.AFTER)
    return quantity


def _outcome(
    line: str, quantity: Quantity, names: Sequence[Name], heading: str
) -> frozenset[str] | None:
    """Return the terms of what is measured; none where the agent says it all, None if unclear."""
    before, behind = line[: quantity.start], line[quantity.end :]
    if quantity.role is Role.AGE:
        for sign, word in ((_BEGINS, "begin"), (_ENDS, "end")):
            if sign.search(before):
                return frozenset({word})
        return None
    if quantity.role is Role.LEVEL:
        given = frozenset(t for n in names if n.kind in AGENTS for t in terms(_written(line, n)))
        if quantity.unit in line.casefold()[quantity.start - 24 : quantity.start]:
            return frozenset({quantity.unit})
        if _UNTOLD.search(before):
            return (frozenset(terms(heading)) - given - _NO_OUTCOME) or None
        flat = before.replace("(", " ").replace(")", " ").replace("  ", " ")
        return ((_measured(_MEASURED.search(flat)) or frozenset()) - given) or None
    if quantity.role is not Role.SHARE:
        return frozenset()
    if _COUNTS_CASES.search(line):
        return None
    stated = _measured(_BEFORE.search(before) or _SEEN_IN.search(before))
    return stated or _nearest_condition(before, names) or _measured(_OF_PEOPLE.match(behind))


def _written(line: str, name: Name) -> str:
    return line[name.start : name.end]


def _measured(match: re.Match[str] | None) -> frozenset[str] | None:
    found = frozenset(terms(match["outcome"])) - _NO_OUTCOME if match else frozenset()
    return found or None


def _nearest_condition(before: str, names: Sequence[Name]) -> frozenset[str] | None:
    """Return the terms of the condition named last before a share, in its clause."""
    for name in reversed(names):
        if name.kind is NameKind.CONDITION and name.end <= len(before):
            if CLAUSE_END.search(before, name.end):
                return None
            words = _TWO_WORDS.search(before, 0, name.start)
            qualified = f"{words.group() if words else ''}{before[name.start : name.end]}"
            return (frozenset(terms(qualified)) - _NO_OUTCOME) or None
    return None


def _own_agent(line: str, quantity: Quantity, agents: Sequence[Name]) -> Agent | None:
    """Return the medicine or procedure of the line that the quantity is of."""
    owner = owner_of(line, quantity.start, quantity.end, agents)
    return _agent(line, owner) if owner else None


def _beside(
    line: str, quantity: Quantity, own: Agent | None, agents: Sequence[Name]
) -> frozenset[str]:
    """Return the keys of the agents of the line that the quantity may be of."""
    if own is None:
        return frozenset()
    if quantity.role is not Role.SHARE:
        return frozenset({own.key})
    part = (a.key for a in agents if not _PART_END.search(line, *_between(a, quantity)))
    return frozenset({own.key, *part})


def _between(name: Name, quantity: Quantity) -> tuple[int, int]:
    return min(name.end, quantity.end), max(name.start, quantity.start)


def _agent(text: str, name: Name) -> Agent:
    return Agent(kind=name.kind, key=name.key, words=text[name.start : name.end])


def _agent_around(
    article: Article, index: int, start: int, find: FindNames, role: Role
) -> Agent | None:
    """Return what a line that names nothing speaks of.

    A heading that names one medicine says it; else the lines before, if the line carries on
    from them; else any heading or the title; else the one medicine the article is about. A share
    belongs to its heading ("Adverse events from ...") before the lines.
    """
    headings = [*reversed(_around(article, index)), article.title]
    previous = (
        list(_lines_before(article, index, start)) if _carries_on(article, index, start) else []
    )
    special = [text for text in headings if _names_one_medicine(find(text))]
    texts = headings + previous if role is Role.SHARE else special[:1] + previous + headings
    for text in texts:
        named = {n.key: n for n in find(text) if n.kind in AGENTS}
        if len(named) == 1:
            return _agent(text, next(iter(named.values())))
        if named:
            return None
    return _chief_medicine(article, find) if role is Role.DOSE else None


def _names_one_medicine(names: Sequence[Name]) -> bool:
    named = {name.key for name in names if name.kind in AGENTS}
    return len(named) == 1 and not named & _CLASSES


def _carries_on(article: Article, index: int, start: int) -> bool:
    block = article.blocks[index]
    if block.kind is not BlockKind.PARAGRAPH:
        return True
    return _SPEAKS_ON.match(article.text, start) is not None


def _chief_medicine(article: Article, find: FindNames) -> Agent | None:
    """Return the medicine that most mentions of medicines in the article are of."""
    named = [name for name in find(article.text) if name.kind is NameKind.MEDICINE]
    counts = Counter(name.key for name in named)
    for key, count in counts.most_common(1):
        if count >= _CHIEF * len(named):
            return _agent(article.text, next(name for name in named if name.key == key))
    return None


def _lines_before(article: Article, index: int, start: int) -> Iterator[str]:
    """Yield the sentences before a line in its block, then the blocks before, nearest first."""
    block = article.blocks[index]
    for begin, end in reversed(line_spans(article, block)):
        if end <= start:
            yield article.text[begin:end]
    for other in reversed(article.blocks[max(0, index - _REACH) : index]):
        if other.section != block.section or other.kind is BlockKind.HEADING:
            return
        yield article.quote(other)
