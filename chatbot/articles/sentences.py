"""A block -> the offsets of its sentences.

Written for clinical prose, where full stops also end abbreviations ("i.v.", "Approx.") and
reference marks stand after them ("8 doses.1,2 Women").
"""

import re

from chatbot.articles.article import Article, Block, BlockKind
from chatbot.articles.outlining import trim_marks

_END = re.compile(
    r"[.!?][\"\u201d\u2019')\]]*"  # the stop and what closes with it
    r"(?:(?<=[a-z)\]%][.!?])\d{1,3}(?:(?:, ?|[\u2013-])\d{1,3})*"
    r"|\d{1,3}(?:[,\u2013-]\d{1,3})*"  # marks glued to it
    r"|(?:[ \u00a0]?\[[\d,\u2013 -]+\])+)?"  # or in brackets behind it
    r"(?=\s+[\"\u201c\u2018(\[]?[A-Z0-9*_])"
)
_NOT_SPACE = re.compile(r"\S")
_LAST_WORD = re.compile(r"\S+$")
_ABBREVIATIONS = frozenset(
    """al. approx. art. ca. cf. ch. dept. dr. ed. eds. e.g. eg. eq. esp. est. et. fig. figs. gen.
    i.e. ie. inc. incl. ltd. max. min. mr. mrs. ms. no. nos. p. pp. prof. ref. refs. resp. sec. sp.
    spp. st. subsp. suppl. syn. tab. v. var. viz. vol. vs. wk. wks. yr. yrs. mo. mos. hr. hrs.
    a.m. b.i.d. i.m. i.v. o.d. p.m. p.o. p.r. p.r.n. q.d. q.h. q.i.d. s.c. t.i.d. u.k.
    u.s.""".split()
)
# These end a sentence as often as not; only a capital that opens a word decides.
_MAY_END = frozenset("al. a.m. p.m. b.i.d. t.i.d. q.i.d. q.d. i.v. i.m. s.c. p.o. p.r.n.".split())
_SENTENCE_OPENER = re.compile(
    r"\s+[\"\u201c(]?(?:The|A|An|In|If|For|It|This|These|Those|When|After|Before|Women|Men|Patients"
    r"|Adults|Children|However|Do|Use|Give|Start|Stop|Consider|Monitor|Avoid|Continue|No|All|Most"
    r"|Some|Then|There|Although|Because|Since|While|At|On|By|With|We)\b"
)


def sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the (start, end) offsets of the sentences of `text[start:end]`, in order."""
    spans: list[tuple[int, int]] = []
    opened = start
    for match in _END.finditer(text, start, end):
        if _ends_sentence(text, opened, match.start() + 1, match.end()):
            spans.append((opened, match.end()))
            opened = _past_space(text, match.end(), end)
    if opened < end:
        spans.append((opened, end))
    return spans


def line_spans(article: Article, block: Block) -> list[tuple[int, int]]:
    """Return the offsets of the evidence lines of `block`: its sentences, without their marks.

    A heading or table row is one line. A bullet or step is split only if it holds several
    sentences.
    """
    if block.kind in (BlockKind.HEADING, BlockKind.ROW):
        return [(block.start, block.end)]
    return [
        (start, trim_marks(article.text, start, end, block.marks))
        for start, end in sentence_spans(article.text, block.start, block.end)
    ]


def _ends_sentence(text: str, start: int, stop: int, end: int) -> bool:
    if text[stop - 1] != ".":
        return True
    word = _LAST_WORD.search(text, start, stop)
    last = word.group().casefold().lstrip('(["\u201c') if word else ""
    if last in _MAY_END:
        return _SENTENCE_OPENER.match(text, end) is not None
    initial = len(last) == 2 and last[0].isalpha()
    return last not in _ABBREVIATIONS and not initial


def _past_space(text: str, start: int, end: int) -> int:
    found = _NOT_SPACE.search(text, start, end)
    return found.start() if found else end
