"""An article -> the claims of its lines: quantities bound to what they are about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from chatbot.articles.article import Article, BlockKind
from chatbot.articles.sentences import line_spans
from chatbot.conflicts.claim import Claim, FindNames
from chatbot.conflicts.scoping import scope_of
from chatbot.quantities.parsing import parse_quantities
from chatbot.quantities.quantity import Quantity, Role
from chatbot.vocabulary.names import Name, NameKind
from chatbot.vocabulary.tokens import terms

_AGENTS = (NameKind.MEDICINE, NameKind.PROCEDURE)
_FIGURE = re.compile(r"\d|\b(?:two|three|four|five|six|seven|weekly|daily|monthly|annual)", re.I)
_CLAUSE_END = re.compile(r";|\.\s|\bwhereas\b|\bwhile\b")
_REPORTS_A_STUDY = re.compile(
    r"\b(?:trials?|stud(?:y|ies)|cohorts?|randomi[sz]ed|participants|reported|received|enrolled"
    r"|meta-analys[ei]s|mean|median|95% CI|odds ratio|hazard ratio|relative risk|were given)\b",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"\b(?:if|when|once(?! (?:a|per|every|daily|weekly|monthly|yearly)\b)|where|unless"
    r"|after|fail\w*|despite|ha(?:ve|s) (?:been|passed|gone))\b"
    r"[^,;:]*$",
    re.IGNORECASE,
)
_OF = re.compile(r"^\s*(?:dose of|of)?\s*(?:\w+\s)?$")
_BEGINS = re.compile(r"\b(?:start|begin|initiat)\w*\b[^.;]{0,40}$", re.IGNORECASE)
_ENDS = re.compile(r"\b(?:stop|end|discontinu)\w*\b[^.;]{0,40}$", re.IGNORECASE)
_OF_PEOPLE = re.compile(
    r"^\s*of (?:all |the )?(?:patients?|people|persons?|adults?|women|men|children|cases)\s+"
    r"(?P<outcome>[^.;,()]{4,80})",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?P<outcome>(?:[A-Za-z-]+ ){0,3}[A-Za-z-]+)(?:, [^:(,]{0,40})?\s?[:(]\s?$")
_MEASURED = re.compile(
    r"(?P<outcome>(?:[A-Za-z0-9-]+ ){0,3}[A-Za-z0-9-]+?)(?: (?:of|is|at|was|be))*\s?$"
)
_NO_OUTCOME = frozenset(
    terms("patients people cases common often most seen rate frequency percent about least")
)
_REACH = 3
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
    quantities = parse_quantities(line)
    if not quantities:
        return
    agents = [name for name in find(line) if name.kind in _AGENTS]
    around = _around(article, index)
    scope = scope_of(line, around, article.title, find)
    nearby = partial(_agent_around, article, index, find)
    for quantity in map(partial(_as_meant, line), quantities):
        outcome = _outcome(line, quantity)
        agent = _own_agent(line, quantity, agents) or nearby(quantity.role)
        if outcome is None or not _is_bound(quantity, agent):
            continue
        yield Claim(
            article_id=article.article_id,
            start=start,
            end=end,
            subject=agent.key if agent else "",
            about=agent.words if agent else article.title,
            quantity=replace(quantity, start=start + quantity.start, end=start + quantity.end),
            scope=scope,
            outcome=outcome,
            terms=frozenset(terms(line)),
        )


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


def _is_bound(quantity: Quantity, agent: Agent | None) -> bool:
    if quantity.role is Role.DOSE:
        return agent is not None and agent.kind is NameKind.MEDICINE
    return agent is not None or quantity.role in (Role.SHARE, Role.LEVEL, Role.AGE)


def _outcome(line: str, quantity: Quantity) -> frozenset[str] | None:
    """Return the terms of what is measured; none where the agent says it all, None if unclear."""
    before, behind = line[: quantity.start], line[quantity.end :]
    if quantity.role is Role.AGE:
        for sign, word in ((_BEGINS, "begin"), (_ENDS, "end")):
            if sign.search(before):
                return frozenset({word})
        return None
    if quantity.role is Role.SHARE:
        found = _OF_PEOPLE.match(behind) or _BEFORE.search(before)
    elif quantity.role is Role.LEVEL:
        found = _MEASURED.search(before)
    else:
        return frozenset()
    named = frozenset(terms(found["outcome"])) - _NO_OUTCOME if found else frozenset()
    return named or None


def _own_agent(line: str, quantity: Quantity, agents: Sequence[Name]) -> Agent | None:
    """Return the medicine or procedure of the line that the quantity is of.

    The one right behind it ("1 g of X"), else the nearest before it in the clause, else the only
    one of the clause, else the nearest before it in the line.
    """
    behind = [a for a in agents if a.start >= quantity.end]
    before = [a for a in agents if a.end <= quantity.start]
    if behind and _OF.match(line[quantity.end : behind[0].start]):
        return _agent(line, behind[0])
    clause = [a for a in agents if not _CLAUSE_END.search(line, *_between(a, quantity))]
    near = [a for a in clause if a in before]
    if near:
        return _agent(line, near[-1])
    if len({a.key for a in clause}) == 1:
        return _agent(line, clause[0])
    return _agent(line, before[-1]) if before else None


def _between(name: Name, quantity: Quantity) -> tuple[int, int]:
    return min(name.end, quantity.end), max(name.start, quantity.start)


def _agent(text: str, name: Name) -> Agent:
    return Agent(kind=name.kind, key=name.key, words=text[name.start : name.end])


def _agent_around(article: Article, index: int, find: FindNames, role: Role) -> Agent | None:
    """Return what the lines before it in its section, its headings or the title speak of.

    A share belongs to its heading ("Adverse events from ..."), anything else rather to the line
    before.
    """
    headings = [*reversed(_around(article, index)), article.title]
    previous = list(_lines_before(article, index))
    texts = [*headings, *previous] if role is Role.SHARE else [*previous, *headings]
    for text in texts:
        named = {n.key: n for n in find(text) if n.kind in _AGENTS}
        if len(named) == 1:
            return _agent(text, next(iter(named.values())))
        if named:
            return None
    return None


def _lines_before(article: Article, index: int) -> Iterator[str]:
    block = article.blocks[index]
    for other in reversed(article.blocks[max(0, index - _REACH) : index]):
        if other.section != block.section or other.kind is BlockKind.HEADING:
            return
        yield article.quote(other)
