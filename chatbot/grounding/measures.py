"""A unit as it is written -> its canonical form and the factor to it.

How often an amount is given ("/day") is a figure of its own and no part of the unit.
"""

import re

from chatbot.quantities.units import canonical

AMOUNT = (
    r"mcg|μg|ug|micrograms?|mgs?|milligrams?|ng|nanograms?|kgs?|kilograms?|gm?s?|grams?|miu|mu"
    r"|iu|international units?|units?|u|mL|ml|milliliters?|millilitres?|cc|dL|L|lit(?:er|re)s?"
    r"|mmol|millimoles?|μmol|mol|meq|kcal|cm|mm|m|inch(?:es)?|gy|lbs?|pounds?"
)
LEVEL = (
    r"mm ?hg|[mnμp]?g/[dm]?l|(?:micro|milli|nano)?grams? per (?:deci|milli)?lit(?:er|re)"
    r"|(?:mcg|mg)/g|[mnμp]?mol/l|mmol/mol|mi?u/m?l|i?u/m?l|meq/l"
    r"|kg/m2|cells?/(?:mm3|μl|ml)|copies/ml|x ?10\^?[69]/l|/mm3|/μl|°\s?[cf]|ml/min(?:/1\.73 ?m2)?"
)
TIME = (
    r"seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|d|weeks?|wks?|wk|months?|mos?|years?|yrs?|y"
    r"|decades?"
)
PER = r"\s?/\s?|\s{1,2}per\s{1,2}|\s{1,2}(?:a|an|each|every|for each|for every)\s{1,2}"
BELOW = (
    r"(?:kg|kilograms?)(?: of)?(?: body ?weight)?|m2|square met(?:er|re)s?(?: of body surface)?"
    r"|24 ?(?:h|hours)|days?|d|hours?|hr|h|weeks?|wk|months?|years?|min(?:ute)?s?|doses?"
)


def level_unit(written: str) -> str:
    """Return the unit of a level in short form: "mg/dl", "mmhg"."""
    name = re.sub(r"\s", "", written.casefold()).replace("mcg", "μg")
    for long, short in (("micro", "μ"), ("milli", "m"), ("nano", "n"), ("deci", "d")):
        name = name.replace(long, short)
    return (
        re.sub(r"grams?", "g", name).replace("per", "/").replace("liter", "l").replace("litre", "l")
    )


def measured(amount: str, per: str) -> tuple[str, float]:
    """Return the canonical unit without how often it is given, which is a figure of its own."""
    parts = [_below(part) for part in re.split(PER, per, flags=re.IGNORECASE) if part.strip()]
    below = [part for part in parts if part not in _OFTEN]
    written = "unit" if amount == "U" else amount.casefold()
    known = canonical(short_unit(written), *below)
    return known or ("/".join([written, *below]), 1.0)


_OFTEN = frozenset("day week month year dose".split())


def short_unit(unit: str) -> str:
    """Return the one form of a unit of time or weight in small letters, others as they are."""
    return TIMES.get(unit, unit)


TIMES = {
    "h": "hour", "hr": "hour", "hrs": "hour", "hours": "hour", "min": "minute", "mins": "minute",
    "minutes": "minute", "d": "day", "days": "day", "wk": "week", "wks": "week", "weeks": "week",
    "mo": "month", "mos": "month", "months": "month", "y": "year", "yr": "year", "yrs": "year",
    "years": "year", "secs": "second", "sec": "second", "seconds": "second", "decades": "decade",
    "kgs": "kg", "kilograms": "kg", "kilogram": "kg",
}  # fmt: skip


def _below(part: str) -> str:
    name = part.strip().casefold()
    if name.startswith(("kg", "kilo")):
        return "kg"
    if name.startswith(("m2", "square")):
        return "m2"
    if name.startswith("24"):
        return "day"
    return TIMES.get(name, name.removesuffix("s"))
