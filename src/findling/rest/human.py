"""The parameter `human`: beside a number of bytes or milliseconds, the same for people to read."""

from typing import Any, Final

from findling.base.units import format_bytes, format_time
from findling.node.services.iso_time import iso_time
from findling.rest.request import Request
from findling.rest.response import Response

_DATES: Final = frozenset({"start_time", "stop_time", "creation_date"})
_OTHERWISE: Final[dict[tuple[str, str], str | None]] = {
    ("get", "time_in_millis"): "getTime",
    ("flush", "total_time_excluding_waiting_on_lock_in_millis"): "total_time_excluding_waiting",
    ("segments", "fixed_bit_set_memory_in_bytes"): "fixed_bit_set",
    ("bulk", "total_size_in_bytes"): None,
    ("bulk", "avg_size_in_bytes"): None,
}
"""Texts whose names do not follow from those of the numbers, by the part of statistics; None: there is none."""
_NANOS_PER_MS: Final = 1_000_000


def counted(request: Request, body: object, status: int = 200) -> Response:
    """Returns an answer of counters, as the request asks to see them."""
    return Response(with_texts(body) if request.flag("human") else body, status)


def with_texts(body: object, part: str = "") -> object:
    """Returns a copy in which a text stands before every size, duration and date. part: the name of what it is of"""
    if isinstance(body, list):
        return [with_texts(item, part) for item in body]
    if not isinstance(body, dict):
        return body
    shown: dict[Any, Any] = {}
    for key, value in body.items():
        name, text = _text(str(key), value)
        name = _OTHERWISE.get((part, str(key)), name)
        if name is not None and name not in body:
            shown[name] = text
        shown[key] = with_texts(value, str(key))
    return shown


def _text(key: str, value: object) -> tuple[str | None, str]:
    """Returns the name and the text that stand for a number, None if it is not one of these."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None, ""
    if key.endswith("_in_bytes"):
        return key.removesuffix("_in_bytes"), format_bytes(int(value))
    if key.endswith("size_bytes"):
        return key.removesuffix("_bytes"), format_bytes(int(value))
    if key.endswith("_in_nanos"):
        return key.removesuffix("_in_nanos"), format_time(value / _NANOS_PER_MS)
    if key.endswith("_percent_as_number"):
        return key.removesuffix("_as_number"), f"{value:.1f}%"
    if not key.endswith("_millis"):
        return None, ""
    name = key.removesuffix("_millis").removesuffix("_in")
    return name, iso_time(int(value)) if name in _DATES else format_time(value)
