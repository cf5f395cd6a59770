"""Scores that fall off from an origin: linear, exponential, and as a bell, over numbers, dates and points.

Source: Elasticsearch's ScoreScriptUtils.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from findling.base.errors import FindlingError
from findling.base.score_arithmetic import decay_rate, decayed
from findling.base.units import parse_time_ms
from findling.script.context import Function
from findling.script.doc_values.dates import ZONED, millis_of_zoned
from findling.script.doc_values.geo import POINT, GeoPoint, haversine
from findling.script.faults import illegal_argument
from findling.script.scoring.surroundings import SCORING, Surroundings
from findling.script.types import DOUBLE, STRING

Fall = Callable[[float, float, float], float]


def _fall(shape: str) -> Fall:
    def fall(distance: float, scale: float, decay: float) -> float:
        return float(decayed(shape, decay_rate(shape, scale, decay), np.array(distance)))

    return fall


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


_FALLS: Final[dict[str, Fall]] = {name: _fall(name.lower()) for name in ("Linear", "Exp", "Gauss")}
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
