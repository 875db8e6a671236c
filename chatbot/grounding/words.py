"""Text -> its content words: what a sentence may not say unless its lines say it.

Words that only serve to word something ("the article states that", "patients", "is given") are
plain: they are free. All others must occur in the lines, as themselves or as a synonym.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from chatbot.language.synonyms import GROUPS
from chatbot.language.tokens import STOP_WORDS, normalise, stem

_WORD = re.compile(r"[^\W\d_][\w]*(?:['\u2019.-][^\W_][\w]*)*|\d+(?:st|nd|rd|th)\b")
_PART = re.compile(r"[.'\u2019-]")
_LETTERS = re.compile(r"[A-Z](?:-[A-Z])+")

_PLAIN_WORDS = frozenset(
    stem(word)
    for word in """
    state article guideline guidance source text author according say report describe mention note
    advise advice recommend recommendation suggest statement list name call term know refer define
    patient people person individual case one ones someone anyone those
    give administer use take receive apply deliver provide offer prescribe treat treatment therapy
    consist comprise include contain involve mean amount equal correspond
    yes no not also both either each every all any other another same such own first-line
    so therefore thus then next follow subsequently afterwards finally additionally further
    furthermore moreover however although though while whereas instead rather
    should must may might can could would need necessary require essential
    when if whether unless until once whenever wherever where because since due owing reason why how
    make do get have be become remain stay occur happen take place see find found observe note
    consider consideration regard view think believe hold
    option choice possible possibility possibly able
    type kind sort form way manner means method approach step stage point part
    usual usually common commonly typical typically general generally often frequent frequently
    normally particular particularly especially specific specifically main mainly chiefly
    important importance matter significant key
    total overall altogether about around approximately roughly nearly
    within during over across throughout between among toward via per through by
    present presence exist available associate association relate link connect
    result lead bring cause produce come go arise develop
    show indicate demonstrate suggest appear seem
    begin start initiate commence initiation opening open
    continue last run span spread period time course duration length long
    prompt promptly immediate immediately straight away early soon quick quickly rapid rapidly
    recommended indicated
    aim goal purpose intend order serve act work help role
    day week month year hour minute daily weekly monthly yearly annually twice thrice
    dose dosage dosing
    mg mcg g kg ml
    here there now currently today
    example instance following above below
    well good better best
    proportion percentage percent rate frequency figure number value level quantity
    respectively namely ie eg etc
    two three four five six seven eight nine ten eleven twelve
    depend age past
    clinician doctor physician professional
    keep kept hold put set
    situation setting circumstance condition context
    least most more less many much few some certain
    up down out in on at off
    minimum maximum maximal upper lower limit
    given seen begun began brought told done made shown upon going goes came gone held kept meant
    after before affect compare compared comparison regimen alternatively merely onset
    yet already still any put
    really lie lies date carry carried supplement
    alone only just solely simply together against half under
    """.split()
)
_BOUNDS = frozenset(
    stem(word)
    for word in "older younger longer shorter higher greater fewer exceed exceeding".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word at `start` to `end` of a text; `is_plain` says that it is free.

    `is_strict` says that nothing but itself can support it: an ordinal, a code, a capital inside.
    """

    stem: str
    start: int
    end: int
    written: str
    is_plain: bool
    is_strict: bool


_IRREGULAR = {
    "rose": "rise", "risen": "rise", "grew": "grow", "grown": "grow", "fell": "fall",
    "fallen": "fall", "took": "take", "taken": "take", "gave": "give", "chose": "choose",
    "chosen": "choose", "lost": "lose", "wore": "wear", "worn": "wear", "held": "hold",
    "kept": "keep", "left": "leave", "lay": "lie", "led": "lead", "sought": "seek",
    "thought": "think", "spoke": "speak", "understood": "understand", "drawn": "draw",
    "underwent": "undergo", "undergone": "undergo", "became": "become", "shown": "show",
    "broken": "break", "fed": "feed", "slept": "sleep", "bled": "bleed", "dealt": "deal",
}  # fmt: skip


@lru_cache(maxsize=8192)
def content_words(text: str) -> tuple[Word, ...]:
    """Return the words of `text` but stop words, in reading order; compounds in their parts."""
    found = []
    for match in _WORD.finditer(text):
        written = match.group()
        letter = len(written) == 1 and written.isupper() and match.start() > 0
        capitals = sum(map(str.isupper, written))
        code = letter or capitals > 1 or any(character.isdigit() for character in written)
        whole = _LETTERS.fullmatch(written) or any(map(str.isdigit, written))
        for piece in [written] if whole else filter(None, _PART.split(written)):
            word = normalise(piece)
            strict = (code and sum(map(str.isupper, piece)) > 1) or bool(whole) or letter
            strict = strict or word in _ORDINALS
            if (word in STOP_WORDS and not letter) or (len(word) < 2 and not strict):
                continue
            stemmed = stem(_IRREGULAR.get(word, word))
            found.append(
                Word(
                    stem=stemmed,
                    start=match.start(),
                    end=match.end(),
                    written=piece,
                    is_plain=not strict and (stemmed in _PLAIN_WORDS or stemmed in _BOUNDS),
                    is_strict=strict,
                )
            )
    return tuple(found)


_ORDINALS = frozenset(
    "second third fourth fifth sixth seventh eighth ninth tenth secondary tertiary".split()
)


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[int]]:
    """Return the synonym groups of each single word, by its stem."""
    found: dict[str, set[int]] = {}
    for number, group in enumerate((*GROUPS, *SAME)):
        for expression in group:
            if " " not in expression:
                found.setdefault(stem(normalise(expression)), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


SAME: tuple[tuple[str, ...], ...] = (
    ("illness", "disease", "disorder"),
    ("attack", "flare", "relapse", "episode", "exacerbation"),
    ("worsen", "worse", "deteriorate", "deterioration", "worsening", "aggravate"),
    ("improve", "improvement", "better"),
    ("recover", "recovery"),
    ("respond", "response", "responder"),
    ("harm", "damage", "injury", "injure"),
    ("permanent", "irreversible", "lasting"),
    ("severe", "serious", "severity"),
    ("drug", "medicine", "medication", "agent"),
    ("child", "children", "pediatric"),
    ("woman", "women", "female", "females"),
    ("man", "men", "male", "males"),
    ("reduce", "decrease", "lower", "lessen", "diminish", "reduction", "fall", "drop"),
    ("increase", "raise", "rise", "higher", "elevate", "elevated", "raised"),
    ("prevent", "prevention", "prophylaxis", "prophylactic", "preventive", "avert"),
    ("risk", "chance", "likelihood", "probability", "danger"),
    ("death", "mortality", "die", "fatal"),
    ("consecutive", "row", "successive"),
    ("repeat", "again", "repeated"),
    ("combine", "together", "combination", "alongside"),
    ("several", "multiple", "many"),
    ("split", "divide", "classify"),
    ("concurrent", "concomitant", "simultaneous", "together"),
    ("share", "proportion", "percentage", "percent"),
    ("rise", "grow", "increase", "up"),
    ("fall", "drop", "decline", "decrease", "down"),
    ("ceiling", "maximum", "limit"),
    ("yearly", "annual", "annually"),
    ("baby", "babies", "infant", "newborn"),
    ("person", "people", "patient", "individual", "adult"),
    ("route", "way"),
    ("myalgia", "muscle"),
    ("myalgia", "pain"),
    ("examine", "examination", "judge", "assess", "assessment", "evaluate", "evaluation"),
    ("detect", "detection", "identify", "identification", "recognise", "recognize"),
    ("diagnose", "diagnosis", "diagnostic"),
    ("ensure", "sure", "guarantee", "verify", "confirm"),
    ("adequate", "sufficient", "enough", "adequately", "sufficiently"),
    ("suitable", "appropriate", "suited"),
    ("exceed", "beyond"),
    ("poor", "poorer", "worse", "unfavorable"),
    ("distinguish", "differentiate", "apart"),
    ("start", "begin", "initiate", "commence"),
    ("evidence", "data", "proof"),
    ("trial", "study", "research"),
    ("benefit", "advantage", "beneficial"),
    ("shot", "injection", "inject"),
    ("stop", "discontinue", "discontinuation", "cease", "end", "halt"),
    ("delay", "postpone", "wait", "defer"),
    ("change", "switch", "modify", "alter"),
    ("replace", "substitute", "replacement"),
    ("increase", "escalate", "intensify"),
    ("long-term", "chronic", "prolonged"),
    ("vein", "intravenous", "iv", "infusion", "infuse", "drip"),
    ("mouth", "oral", "orally", "po"),
)  # fmt: skip


def is_said(word: Word, said: frozenset[str]) -> bool:
    """Tell whether one of the stems `said` is `word`, a form or a synonym of it."""
    if word.stem in said:
        return True
    if word.is_strict:
        return any(word.stem in _PART.split(other) for other in said)
    groups = _groups().get(word.stem, frozenset())
    return any(
        _is_form(word.stem, other) or (groups and groups & _groups().get(other, frozenset()))
        for other in said
    )


_SUFFIXES = frozenset(
    """s e es ed d ing ion ions ation ations ive al ally ly ment ance er or ic y i ies ous iti ity
    able ible ant ent enc ence t ative ari ary ist ise ize iz a an at ate ate to or ual u ""
    """.split()
) | {""}
"""What may differ in two stems of one word."""


@lru_cache(maxsize=65536)
def _is_form(one: str, other: str) -> bool:
    """Tell whether two stems are of one word: "respons" and "respond", "diagnos" and "diagnost"."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 4 and {one[shared:], other[shared:]} <= _SUFFIXES
