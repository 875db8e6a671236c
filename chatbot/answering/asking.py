"""A question -> the kind of line that would answer it, and how well a line is of that kind.

A question for a dose is answered by a line that holds an amount, one for the commonest thing by
the line that says which it is, a yes-or-no question by the line that recommends or forbids.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from chatbot.language.tokens import STOP_WORDS, stem, terms, words

_WITHOUT_FIGURE = 0.8  # for a line without a figure of the kind that the question asks for
_WITHOUT_ANY_FIGURE = 0.72
_WITHOUT_SUPERLATIVE = 0.85
_WITHOUT_VERDICT = 0.9
_TURNED_ROUND = 0.75
_THE_ADVICE = 1.1  # for the recommendation itself
_BESIDE = 0.6  # for what others recommend, what is unknown, how the text came about
_ABOUT_STUDIES = 0.9

_PERIOD = r"(?:minutes?|hours?|days?|weeks?|months?|years?)\b"
_NUMBER = r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|several))"
_FIGURE = re.compile(
    r"\d|\b(?:once|twice|one|two|three|four|five|six|several|few|annual\w*|daily|weekly|monthly"
    r"|yearly)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\d[\s-]?(?:mg|mcg|µg|μg|g|IU|MU|units?|mL|mmol|mEq|tablets?|capsules?|drops)\b",
    re.IGNORECASE,
)
_TIME = re.compile(rf"{_NUMBER}[\s-]?{_PERIOD}|\bonly once\b|\bannual", re.IGNORECASE)
_SHARE = re.compile(r"\d\s?%|\bper (?:cent|100)|\b\d+ (?:of|in|out of) \d", re.IGNORECASE)

_OFTEN = re.compile(
    rf"{_SHARE.pattern}|\b(?:once|twice|every|annual\w*|daily|weekly|monthly|yearly|intervals?)\b"
    r"|\btimes\b",
    re.IGNORECASE,
)

_IMPLIES = tuple(
    (figure, frozenset(stem(word) for word in said.split()))
    for figure, said in (
        (_AMOUNT, "dose dosage amount schedule"),
        (_SHARE, "rate percentage proportion share percent incidence prevalence frequency common"),
        (_TIME, "duration period length"),
    )
)
"""What a figure tells without the word."""

_ASKS_FOR = tuple(
    (re.compile(rf"\b(?:{asking})\b", re.IGNORECASE), figure)
    for asking, figure in (
        (
            "doses?|dosages?|dosing|how much|how many (?:mg|m?c?grams?|milligrams?|micrograms?)"
            "|mg per",
            _AMOUNT,
        ),
        (
            "how long|duration|length of|how (?:soon|quickly|late|early)|over what period|for how"
            "|how many (?:minutes|hours|days|weeks|months|years)",
            _TIME,
        ),
        (
            "percent(?:age)?|proportion|what share|rates?|how common|how frequent(?:ly)?|incidence"
            "|prevalence",
            _SHARE,
        ),
        ("how often", _OFTEN),
        (
            "how (?:many|high|low|old|far|sensitive|specific)|interval|threshold|cut-?off"
            "|(?:what|which) (?:number|age|level|grade|week|count)|(?:at|from) what",
            _FIGURE,
        ),
    )
)
"""The kind of figure that a question asks for; the first that fits decides."""

_ASKS_MOST = re.compile(
    r"\b(?:most|commonest|best|highest|lowest|greatest|main|chief|preferred|earliest|strongest)\b",
    re.IGNORECASE,
)
_SAYS_MOST = re.compile(
    r"\b(?:most|commonest|best|highest|lowest|greatest|main|chief|preferred|leading|primary"
    r"|majority|strongest|earliest|least|only)\b",
    re.IGNORECASE,
)
_ASKS_WHETHER = re.compile(
    r"\s*(?:(?:and|but|so) )?(?:is|are|can|may|should|does|do|must|could|would|has|have|was|were"
    r"|will)\b",
    re.IGNORECASE,
)
_SAYS_WHETHER = re.compile(
    r"\b(?:recommend(?:s|ed)?|suggests?|should|against|not|no|never|avoid|contraindicated|safe"
    r"|unsafe|unsuitable|may|can|must)\b",
    re.IGNORECASE,
)
_ASKS_ADVICE = re.compile(
    r"\b(?:recommend\w*|should|advi[sc]e\w*|indicated|supposed to|screened|offered)\b",
    re.IGNORECASE,
)
_ADVISES = re.compile(
    r"\b(?:recommend(?:s|ed)?|should|advis(?:e|es|ed)|indicated|offer(?:ed)?|suggests?)\b",
    re.IGNORECASE,
)
_ADVICE_SECTION = re.compile(
    r"^(?:summary of |key |main )?recommendations?(?: summary| statements?| at a glance)?s?$",
    re.IGNORECASE,
)
_BESIDE_SECTION = re.compile(
    r"recommendations? of others|needs and gaps|research (?:needs|gaps)|public comment"
    r"|update of|previous (?:uspstf )?recommendation|reaffirmation|references|disclaimer"
    r"|abbreviations|tools and resources|useful resources|related uspstf|scope of (?:the )?review"
    r"|biological understanding|acknowledg|reported by|members of",
    re.IGNORECASE,
)
_ASKS_BESIDE = re.compile(
    r"research|previous|others|other (?:bodies|organi[sz]ations|societies)|comment|references?"
    r"|resources?|update|gaps?",
    re.IGNORECASE,
)
STUDIES = re.compile(
    r"\b(?:(?:more|further|additional|future) (?:research|studies|evidence)"
    r"|(?:studies|research) (?:is|are) needed|no studies|found (?:no|limited|adequate|convincing"
    r"|inadequate)|(?:in)?adequate evidence|randomi[sz]ed|trials?|pooled|cohort|95% CI"
    r"|odds ratio)\b",
    re.IGNORECASE,
)
_ASKS_STUDIES = re.compile(
    r"evidence|stud(?:y|ies)|trials?|research|benefits?|harms?|certain", re.IGNORECASE
)

_TURNS_ROUND = frozenset(("never", "without", "non"))
_TURNING = re.compile(r"\b(?:never|without|non)\b", re.IGNORECASE)
_TURNED_WORDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What kind of line a question asks for.

    `figure` is the kind of figure, None for none. `most` says that it asks for a superlative,
    `whether` that yes or no would answer it, `advice` for what is recommended, `beside` for what
    stands in sections beside the recommendation (the advice of others, research), `studies` for
    their results.
    `named` are the terms of the question, `turned` those of them behind "never" or "without".
    """

    figure: re.Pattern[str] | None
    most: bool
    whether: bool
    advice: bool
    beside: bool
    studies: bool
    named: frozenset[str]
    turned: frozenset[str]

    def fit(self, line: str, section: tuple[str, ...]) -> float:
        """Return 1.0 for a line of the kind asked for, less for each thing it lacks.

        It is more for a line that is itself the recommendation asked for.
        """
        fit = 1.0
        if self.figure and not self.figure.search(line):
            fit *= _WITHOUT_FIGURE if _FIGURE.search(line) else _WITHOUT_ANY_FIGURE
        if self.most and not _SAYS_MOST.search(line):
            fit *= _WITHOUT_SUPERLATIVE
        if self.whether and not _SAYS_WHETHER.search(line):
            fit *= _WITHOUT_VERDICT
        if self.advice and is_advice(section) and _ADVISES.search(line):
            fit *= _THE_ADVICE
        if not self.beside and is_beside(section):
            fit *= _BESIDE
        if not self.studies and STUDIES.search(line):
            fit *= _ABOUT_STUDIES
        if (self.turned or _TURNING.search(line)) and self._speaks_of_the_others(line):
            fit *= _TURNED_ROUND
        return fit

    def _speaks_of_the_others(self, line: str) -> bool:
        """Tell whether the line is about those who never smoked where the question is not."""
        turned = _turned(line)
        return bool(turned & self.named - self.turned or self.turned & set(terms(line)) - turned)


def asked(question: str) -> Asked:
    """Return what kind of line `question` asks for."""
    return Asked(
        figure=next((figure for asks, figure in _ASKS_FOR if asks.search(question)), None),
        most=_ASKS_MOST.search(question) is not None,
        whether=_ASKS_WHETHER.match(question) is not None,
        advice=_ASKS_ADVICE.search(question) is not None,
        beside=_ASKS_BESIDE.search(question) is not None,
        studies=_ASKS_STUDIES.search(question) is not None,
        named=frozenset(terms(question)),
        turned=_turned(question),
    )


@lru_cache(maxsize=4096)
def is_beside(section: tuple[str, ...]) -> bool:
    """Tell whether a section stands beside the recommendation: what others say, what is open."""
    return any(_BESIDE_SECTION.search(heading) for heading in section)


@lru_cache(maxsize=4096)
def is_advice(section: tuple[str, ...]) -> bool:
    """Tell whether a section holds the recommendations themselves."""
    return any(map(_ADVICE_SECTION.search, section[-1:]))


def _turned(text: str) -> frozenset[str]:
    """Return the terms that "never", "without" or "non" turns round: "have never smoked"."""
    said = words(text)
    return frozenset(
        stem(word)
        for place, word in enumerate(said)
        if _TURNS_ROUND.intersection(said[max(0, place - _TURNED_WORDS) : place])
        and word not in STOP_WORDS
    )


def implied(line: str) -> set[str]:
    """Return the terms that the figures of `line` tell without the word: "2 mg" a dose."""
    return {term for figure, told in _IMPLIES if figure.search(line) for term in told}
