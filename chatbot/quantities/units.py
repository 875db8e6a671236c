"""Units as clinicians write them -> one canonical unit, and the factor to it. By Pint."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pint import UnitRegistry

_WRITTEN = {
    "mcg": "microgram", "ug": "microgram", "µg": "microgram", "μg": "microgram",
    "micrograms": "microgram", "milligrams": "milligram", "grams": "gram", "mgs": "milligram",
    "gm": "gram", "gms": "gram", "cc": "milliliter", "ml": "milliliter", "l": "liter",
    "dl": "deciliter", "millilitre": "milliliter", "millilitres": "milliliter",
    "litre": "liter", "litres": "liter",
    "iu": "international_unit", "u": "international_unit", "unit": "international_unit",
    "units": "international_unit", "international unit": "international_unit",
    "international units": "international_unit", "miu": "mega_international_unit",
    "mu": "mega_international_unit", "million units": "mega_international_unit",
    "million unit": "mega_international_unit", "million iu": "mega_international_unit",
    "million international units": "mega_international_unit",
    "meq": "milliequivalent", "m2": "square_meter", "mmhg": "millimeter_Hg",
    "mm hg": "millimeter_Hg", "h": "hour", "hr": "hour", "hrs": "hour", "min": "minute",
    "mins": "minute", "sec": "second", "d": "day", "wk": "week", "wks": "week", "mo": "month",
    "yr": "year", "yrs": "year", "kg body weight": "kilogram", "mm3": "cubic_millimeter",
    "°c": "degree_Celsius", "°f": "degree_Fahrenheit",
}  # fmt: skip
_CANONICAL_MASS, _CANONICAL_VOLUME, _CANONICAL_TIME = "milligram", "milliliter", "day"
_MASSES = frozenset("milligram microgram nanogram gram".split())
_TIMES = frozenset("second minute hour day week month year fortnight".split())


@lru_cache(maxsize=1)
def _registry() -> "UnitRegistry[float]":
    from pint import UnitRegistry  # half a second that answering a question does not need

    registry: UnitRegistry[float] = UnitRegistry(cache_folder=None)
    registry.define("international_unit = [biological_activity]")
    registry.define("mega_international_unit = 1e6 * international_unit")
    registry.define("milliequivalent = [charge_equivalents]")
    registry.define("square_meter = [body_surface]")
    return registry


@lru_cache(maxsize=4096)
def canonical(amount: str, *per: str) -> tuple[str, float] | None:
    """Return the canonical unit of `amount` for each of `per`, and the factor to it.

    ("g", "kg", "day") gives ("milligram/kilogram/day", 1000.0). Body weight stays in kilograms,
    body surface in square metres; times become days, but a rate by the hour or minute stays by
    the hour. None if a unit is not known.
    """
    named = [_canonical_part(amount, _CANONICAL_MASS)]
    named += [_a_time(part) or _canonical_part(part, "kilogram") for part in per]
    if any(part is None for part in named):
        return None
    (unit, factor), *below = [part for part in named if part is not None]
    for name, share in below:
        unit, factor = f"{unit}/{name}", factor / share
    return unit, factor


def _a_time(written: str) -> tuple[str, float] | None:
    """Return a time below a day in hours, as the denominator of a rate."""
    return {"hour": ("hour", 1.0), "minute": ("hour", 1 / 60)}.get(
        _WRITTEN.get(written.casefold(), written.casefold())
    )


def _canonical_part(written: str, mass: str) -> tuple[str, float] | None:
    """Return one unit without its denominators, masses in `mass`."""
    name = _WRITTEN.get(written.casefold(), written.casefold())
    name = name if name in _MASSES | _TIMES else _WRITTEN.get(name, name)
    from pint.errors import DimensionalityError, UndefinedUnitError

    registry = _registry()
    try:
        unit = registry.parse_units(name)
    except (UndefinedUnitError, AttributeError, ValueError):
        return None
    for target in (mass, _CANONICAL_VOLUME, _CANONICAL_TIME, "international_unit"):
        try:
            return target, float(registry.convert(1.0, unit, target))
        except DimensionalityError:
            continue
    return str(unit), 1.0
