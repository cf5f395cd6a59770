"""Units of distance: `12km`, `5 mi`, a bare number with a default unit."""

from __future__ import annotations

import re
from typing import Final

from findling.base.errors import IllegalArgumentError, NumberFormatError

_METERS: Final[dict[str, float]] = {
    **dict.fromkeys(("in", "inch"), 0.0254),
    **dict.fromkeys(("yd", "yards"), 0.9144),
    **dict.fromkeys(("ft", "feet"), 0.3048),
    **dict.fromkeys(("km", "kilometers"), 1000.0),
    **dict.fromkeys(("NM", "nmi", "nauticalmiles"), 1852.0),
    **dict.fromkeys(("mm", "millimeters"), 0.001),
    **dict.fromkeys(("cm", "centimeters"), 0.01),
    **dict.fromkeys(("mi", "miles"), 1609.344),
    **dict.fromkeys(("m", "meters"), 1.0),
}
_DISTANCE: Final = re.compile(r"\s*(.*?)\s*([A-Za-z]*)\s*")


def meters_per(unit: str) -> float:
    """Returns the length of a unit in metres. Raises IllegalArgumentError."""
    factor = _METERS.get(unit)
    if factor is None:
        raise IllegalArgumentError(f"No distance unit match [{unit}]")
    return factor


def parse_distance(value: object, default_unit: str = "m") -> float:
    """Returns a distance in metres. Raises IllegalArgumentError and NumberFormatError."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) * meters_per(default_unit)
    found = _DISTANCE.fullmatch(str(value))
    number, unit = (found[1], found[2]) if found is not None else (str(value), "")
    factor = meters_per(unit or default_unit)
    try:
        return float(number) * factor
    except ValueError as error:
        raise NumberFormatError(f'For input string: "{number}"') from error
