"""The kind of detail a question asks for -> whether the lines on its subject hold one.

A line that names the drug asked about and gives no dose is no answer to "what dose?", however
well it matches otherwise.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chatbot.language.figure import Figure, Kind, Use
from chatbot.language.figures import find_figures
from chatbot.language.measuring import MeasureKind, unit_expression
from chatbot.language.names import Name, NameKind
from chatbot.language.tokens import STOP_WORDS, stem
from chatbot.lexicon.loading import load_table
from chatbot.refusing.asking import Asked
from chatbot.refusing.refusal import Reason, Refusal
from chatbot.refusing.subjects import deals_with, deals_with_all, members
from chatbot.refusing.told import Told
from chatbot.retrieval.expanding import Query

_NUMBER = (
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|few|once|half)"
)
Spans = Sequence[tuple[int, int]]


def _written(told: str) -> Callable[[str], Spans]:
    """Return what finds an expression in a line."""
    expression = re.compile(told, re.IGNORECASE)
    return lambda line: [match.span() for match in expression.finditer(line)]


def _figures(is_meant: Callable[[Figure], bool], besides: str = r"(?!)") -> Callable[[str], Spans]:
    """Return what finds figures of a kind in a line, and an expression besides."""
    others = _written(besides)

    def find(line: str) -> Spans:
        spans = [(f.start, f.end) for f in find_figures(line) if is_meant(f)]
        return sorted((*spans, *others(line)))

    return find


def _is_flow(figure: Figure) -> bool:
    return "hour" in figure.per or "minute" in figure.per


def _is_infusion_time(figure: Figure) -> bool:
    lasts = figure.kind is Kind.TIME and figure.use in (None, Use.DURATION)
    return _is_flow(figure) or (lasts and figure.high < 1.0)  # days


def _is_share(figure: Figure) -> bool:
    return figure.kind is Kind.SHARE


def _is_dose(figure: Figure) -> bool:
    return figure.is_dose


def _is_strength(figure: Figure) -> bool:
    return figure.is_dose or figure.kind is Kind.SHARE


def _is_volume(figure: Figure) -> bool:
    return figure.kind is Kind.AMOUNT and figure.unit.startswith("mL")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Detail:
    """A kind of detail: how a question asks for it and how a line tells it.

    `of_medicine` says that the line must name the medicine itself, not only its class.
    """

    name: str
    asks: re.Pattern[str]
    told: Callable[[str], Spans]
    of_medicine: bool = False


def _detail(
    name: str, asks: str, told: str | Callable[[str], Spans], *, of_medicine: bool = False
) -> _Detail:
    return _Detail(
        name=name,
        asks=re.compile(rf"\b(?:{asks})\b", re.IGNORECASE),
        told=_written(told) if isinstance(told, str) else told,
        of_medicine=of_medicine,
    )


_SHORT_TIME = rf"{_NUMBER}[\s-]?(?:minutes?|mins?|hours?|hrs?|h)\b|\bovernight\b"
_LONG_TIME = (
    rf"{_NUMBER}(?:\s?(?:-|\u2013|to|or)\s?{_NUMBER})?[\s-]?(?:days?|weeks?|months?|years?|y)\b"
)
_DOSE = (
    r"(?:doses?|dosages?|dosing|posology)\b"
    r"(?! (?:reduc|chang|adjust|increas|escalat|titrat|lower|limit|respon|depend))"
)
_GIVEN_IN = unit_expression(MeasureKind.AMOUNT, MeasureKind.FORM)
_ASKS_DOSE = (
    rf"(?:what|which)(?: (?!(?:who|that|when|if|with|after|reasons?|flags?|risks?|changes?|while"
    rf"|in|may|can|could)\b)\S+){{0,7}}? {_DOSE}"
    rf"|^\W*(?!(?:what|which|how|when|why|who|is|are|do|does|did|can|could|should|will|would|may"
    rf"|has|have)\b)[^?]*\b{_DOSE}|how (?:is|are|was|were|should) [^?]{{0,40}}dosed"
    r"|how much (?!(?:has|have|did|does|do|will|were|was|of the|longer|more|less|time|risks?)\b)"
    rf"|how many (?:{_GIVEN_IN})|mg|mg/\w+(?:/\w+)?|(?:daily|which|what) amount"
)
_DETAILS = (
    _detail("price", r"costs?|price[ds]?|pricing|expensive|cheap\w*|afford\w*|reimburse\w*",
            r"\bcosts?\b|\bprice|expensive|cheap|afford|reimburs|[$€£]\s?\d"),
    _detail("brand", r"brands?|trade names?|manufacturer", r"brand|trade name|manufactur|generic"),
    _detail("effect size", r"number needed|nnt|hazard ratios?|odds ratios?|relative risks?",
            r"number needed|\bnn[th]\b|hazard|odds|relative risk|(?-i:\b(?:HR|OR|RR)\b)"),
    _detail("share", r"percent(?:age)?|what (?:share|proportion|fraction)", r"%|percent"
            r"|\d (?:of|in) \d"
            r"|per \d|half|third|quarter"),
    _detail("frequency", r"how common|what (?:is|are|was) the (?:\w+ )?(?:rate|incidence"
            r"|prevalence)"
            r"|(?:success|response|relapse) rate|^\W*(?:rate|incidence|prevalence) of",
            _figures(_is_share, r"\d (?:of|in|per) \d|common|often|rare|frequent|most")),
    _detail("infusion rate", r"infusion (?:rate|speed|time)|rate of (?:the )?infusion"
            r"|over how many (?:minutes|hours)|how (?:fast|slowly|quickly) .{0,40}(?:infus"
            r"|inject)\w*"
            r"|(?:minutes|hours) .{0,40}(?:infus\w+|inject\w+|session|procedure|surgery)"
            r"|how long .{0,40}(?:an? |one |single )?(?:infusion|session)(?: (?:last|take))?",
            _figures(_is_infusion_time, r"\bovernight\b")),
    _detail("time in hours or minutes", r"how many (?:minutes|hours)",
            _SHORT_TIME + r"|" + _LONG_TIME),
    _detail("half-life", r"half-?life|pharmacokinetics?|bioavailability|clearance",
            r"half-?li|pharmacokinetic|bioavailab|clearance"),
    _detail("mechanism", r"mechanisms?|mode of action|how (?:does|do) \w+(?: \w+)? (?:work|act"
            r"|inhibit|kill)",
            r"mechanism|\bacts?\b|inhibit|block|bind|deplet|\bsuppress|reduces the|prevents the"
            r"|by (?:\w+ )?(?:inhibiting|blocking|binding)|understood"),
    _detail("sensitivity or specificity", r"sensitivity|specificity|predictive value|accuracy",
            r"sensitiv|specific(?:ity)?\b|predictive|accura"),
    _detail("interaction", r"interact\w*|drug-drug", r"interact|together with|combin|avoid"),
    _detail("fluid", r"(?:replacement|substitution) fluids?", r"fluid|albumin|saline"
            r"|plasma frozen"),
    _detail("volume", r"(?:how many|what) (?:lit(?:er|re)s?|ml|volumes?)|volume of|what volume",
            _figures(_is_volume, "volume")),
    _detail("target level", r"(?:target|trough|serum|plasma|therapeutic) (?:level|concentration"
            r"|range)s?"
            r"|what inr|inr",
            r"level|concentration|trough|\binr\b"),
    _detail("schedule of lowering", r"taper\w*(?: schedule)?|wean\w*",
            r"taper|wean|lowered|reduc|withdraw"),
    _detail("count", r"(?:cell|blood|platelet|lymphocyte|neutrophil"
            r"|cd\d+) counts?", r"\bcounts?\b"),
    _detail("maximum", r"maximum (?:\w+ )?dose|max dose", r"max|up to|not exceed|at most",
            of_medicine=True),
    _detail("loading dose", r"loading dose|bolus", r"loading|bolus|initial dose", of_medicine=True),
    _detail("dose", _ASKS_DOSE, _figures(_is_dose), of_medicine=True),
    _detail("strength", r"(?:what|which) strength", _figures(_is_strength)),
    _detail("number of days or weeks", r"how many (?:days|weeks|months|years)", _LONG_TIME),
    _detail("interval", r"how (?:often|frequently|far apart)|(?:what|which) interval|intervals?",
            rf"{_LONG_TIME}|{_SHORT_TIME}|%|\bdaily|weekly|monthly|annual|yearly|every|once"
            r"|twice|times"
            r"|interval|regular|periodic|frequen|common|often|time to time|\bper\b|rare"
            r"|\d of \d|per \d"),
    _detail("number", r"how many", rf"\b{_NUMBER}"),
    _detail("duration", r"how long|duration",
            rf"{_LONG_TIME}|{_SHORT_TIME}|long[- ]term|lifelong|indefinite|until|while|for life"
            r"|ongoing"
            r"|permanent|continu|prolonged"),
    _detail("threshold", r"(?:at|above|below|from|under) (?:what|which) (?!point)\w+|threshold"
            r"|cut-?offs?",
            r"\d"),
)  # fmt: skip
"""The first whose words are in the question decides."""

_FIGURED = frozenset(
    ("share", "frequency", "maximum", "loading dose", "dose", "interval", "number", "duration")
)
_ADJECTIVE = re.compile(
    r"\b(?:low|high|full|standard|fixed|half|reduced)[- ]dose\b"
    r"|\b(?:as|while|when|after|if|once)\b[^?.,]{0,40}\bdoses? (?:is|are|was|were|has been"
    r"|have been)\b",
    re.IGNORECASE,
)
"""A dose that is not what is asked for."""
_CHOICE = re.compile(
    r"\b(?:which|what) (?P<kind>drugs?|medicines?|medications?|agents?|tablets?|pills?)\b",
    re.IGNORECASE,
)


_KIND = re.compile(
    r"\b(?:which|what) (?:[^\W\d_][\w-]* ){0,3}?(?P<word>[^\W\d_]{4,})"
    r" (?:is|are|was|were|do|does|did|can|could|should|would|will|may|might|must|has|have|had)\b",
    re.IGNORECASE,
)
"""The noun that names the kind is the one before the auxiliary: "which white cell count should"."""
_ANY_KIND = frozenset(map(stem, load_table("function_words").words("word", use="of any kind")))
"""Words that ask rather than name, which an article need not say to answer."""


def asks_for_a_figure(question: str) -> bool:
    """Tell whether a question asks how much, how often, how long or for which share."""
    return any(each.name in _FIGURED and each.asks.search(question) for each in _DETAILS)


def holds_what_is_asked(question: str, line: Told) -> bool:
    """Tell whether a line holds a detail of the kind that a question asks for, if it asks for one.

    "Eradicate H. pylori" resembles the question for a regimen and gives none.
    """
    if _CHOICE.search(question):
        return _names_a_medicine(line)
    detail = next((each for each in _DETAILS if each.asks.search(question)), None)
    return detail is None or bool(detail.told(line.own))


def refuse_unknown_kind(asked: Asked, query: Query) -> Refusal | None:
    """Return the refusal if the question asks for a kind of thing that no article mentions.

    "Which receptor does it bind to?" is not answered where nobody speaks of receptors.
    """
    match = _KIND.search(asked.part)
    if match is None or match["word"] in STOP_WORDS or stem(match["word"].casefold()) in _ANY_KIND:
        return None
    word = match["word"].casefold()
    concept = next((c for c in query.concepts if word in c.words.split()), None)
    if concept is None or concept.known:
        return None
    return Refusal(
        reason=Reason.UNSUPPORTED,
        explanation=f"The question asks for a kind of “{word}”, which no indexed article mentions.",
    )


def refuse_detail(asked: Asked, query: Query, told: Sequence[Told]) -> Refusal | None:
    """Return the refusal if the detail asked for is in no line on the subject."""
    on_subject = _on_subject(told, asked, query)
    part = _ADJECTIVE.sub("", asked.part)
    detail = next((detail for detail in _DETAILS if detail.asks.search(part)), None)
    if detail is not None:
        return _without_detail(detail, asked, on_subject, told)
    if _CHOICE.search(part) and not any(map(_names_a_medicine, on_subject or told)):
        return _lacking(asked, "not which medicine to use")
    return None


def _without_detail(
    detail: _Detail, asked: Asked, lines: Sequence[Told], told: Sequence[Told]
) -> Refusal | None:
    medicines = [name for name in asked.names if name.kind is NameKind.MEDICINE]
    wanted = [name for name in medicines if name not in asked.told] or medicines
    if detail.of_medicine:
        lines = [line for line in lines if _may_be_of_route(line, asked)]
    elif not lines:
        lines = told
    if detail.of_medicine and wanted:
        tells = any(_tells_of(line, detail, wanted) for line in lines)
    else:
        tells = any(detail.told(line.own) for line in lines)
    return None if tells else _lacking(asked, f"no {detail.name}")


def _may_be_of_route(line: Told, asked: Asked) -> bool:
    """Tell whether the line states no route, or one that is asked for."""
    routes = {name.key for name in asked.wanted if name.kind is NameKind.ROUTE}
    stated = {name.key for name in line.names if name.kind is NameKind.ROUTE}
    return not routes or not stated or bool(routes & stated)


def _tells_of(line: Told, detail: _Detail, wanted: Sequence[Name]) -> bool:
    """Tell whether the line holds the detail next to a wanted medicine, or under a heading on it.

    "Cyclophosphamide and methylprednisolone 1 g" gives no dose of cyclophosphamide.
    """
    medicines = [name for name in line.names if name.kind is NameKind.MEDICINE]
    keys = {key for name in wanted for key in (name.key, *members(name.key))}
    if not medicines:
        return bool(keys & line.near_keys) and bool(detail.told(line.own))
    for start, end in detail.told(line.own):
        nearest = min(medicines, key=lambda name: max(start - name.end, name.start - end))
        if nearest.key in keys:
            return True
    return False


def _lacking(asked: Asked, what: str) -> Refusal:
    things = [n for n in asked.wanted if n.kind in (NameKind.MEDICINE, NameKind.PROCEDURE)]
    things = things or [n for n in asked.wanted if n.kind is NameKind.CONDITION]
    if things:
        explanation = f"The indexed articles mention “{asked.words(things[0])}”, but state {what}."
    else:
        explanation = f"The lines found on this state {what}."
    return Refusal(reason=Reason.UNSUPPORTED, explanation=explanation)


def _on_subject(told: Sequence[Told], asked: Asked, query: Query) -> list[Told]:
    """Return the lines that deal with all that is asked about, else with any of it."""
    things = asked.things()
    every = [t for t in told if deals_with_all(t, asked, query)]
    return every or [t for t in told if any(deals_with(t, n, asked, query) for n in things)]


def _names_a_medicine(line: Told) -> bool:
    return any(name.kind is NameKind.MEDICINE for name in line.names)
