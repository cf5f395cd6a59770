"""Scores that fall off from an origin: linear, exponential, and as a bell, over numbers, dates and points.

Source: Elasticsearch's ScoreScriptUtils.
"""

import math
from collections.abc import Callable
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.base.units import parse_time_ms
from findling.script.context import Function
from findling.script.doc_values.dates import ZONED, millis_of_zoned
from findling.script.doc_values.geo import POINT, GeoPoint, haversine
from findling.script.faults import illegal_argument
from findling.script.scoring.surroundings import SCORING, Surroundings
from findling.script.types import DOUBLE, STRING

Fall = Callable[[float, float, float], float]


def linear(distance: float, scale: float, decay: float) -> float:
    """Returns 1 at the origin, `decay` at the scale, and 0 where the line ends."""
    scaling = scale / (1.0 - decay)
    return max(0.0, (scaling - distance) / scaling)


def exponential(distance: float, scale: float, decay: float) -> float:
    """Returns 1 at the origin and `decay` at the scale."""
    return math.exp(math.log(decay) / scale * distance)


def gauss(distance: float, scale: float, decay: float) -> float:
    """Returns 1 at the origin and `decay` at the scale, along a bell."""
    return math.exp(0.5 * distance**2 / (0.5 * scale**2 / math.log(decay)))


def _numeric(fall: Fall) -> Callable[..., float]:
    def score(origin: float, scale: float, offset: float, decay: float, value: float) -> float:
        return fall(max(0.0, abs(value - origin) - offset), scale, decay)

    return score


def _date(name: str, fall: Fall) -> Callable[..., float]:
    def score(here: Surroundings, origin: str, scale: str, offset: str, decay: float, value: Any) -> float:
        start = here.millis_of(origin)
        distance = max(0, abs(millis_of_zoned(value) - start) - _time(offset, f"{name}.offset"))
        return fall(float(distance), float(_time(scale, f"{name}.scale")), decay)

    return score


def _time(text: str, setting: str) -> int:
    try:
        return parse_time_ms(text, setting)
    except FindlingError as error:
        raise illegal_argument(error.reason) from error


def _geo(fall: Fall) -> Callable[..., float]:
    def score(here: Surroundings, origin: str, scale: str, offset: str, decay: float, value: GeoPoint) -> float:
        lat, lon = here.point_of(origin)
        distance = haversine(lat, lon, value.lat, value.lon)
        return fall(max(0.0, distance - here.meters_of(offset)), here.meters_of(scale), decay)

    return score


_FALLS: Final[dict[str, Fall]] = {"Linear": linear, "Exp": exponential, "Gauss": gauss}
_TEXTS: Final = (STRING, STRING, STRING, DOUBLE)
DECAY_FUNCTIONS: Final = {
    **{(f"decayNumeric{name}", 5): Function((DOUBLE,) * 5, DOUBLE, _numeric(fall)) for name, fall in _FALLS.items()},
    **{
        (f"decayDate{name}", 5): Function((*_TEXTS, ZONED), DOUBLE, _date(f"DecayDate{name}", fall), SCORING)
        for name, fall in _FALLS.items()
    },
    **{
        (f"decayGeo{name}", 5): Function((*_TEXTS, POINT), DOUBLE, _geo(fall), SCORING) for name, fall in _FALLS.items()
    },
}
