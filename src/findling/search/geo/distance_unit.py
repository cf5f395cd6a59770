"""Units of distance: `12km`, `5 mi`, a bare number with a default unit."""

from __future__ import annotations

from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import parse_double

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
    text = str(value)
    # of units that a text ends with the first in the table counts, as in Elasticsearch
    unit = next((name for name in _METERS if text.endswith(name)), "")
    return parse_double(text[: len(text) - len(unit)]) * meters_per(unit or default_unit)
