"""Durations ("30s") and sizes ("10mb") as Elasticsearch writes them, both ways and with its error texts."""

import re
from typing import Final

from findling.base.errors import IllegalArgumentError, NumberFormatError, ParseError

_TIME_UNITS_MS: Final = {
    "nanos": 1e-6,
    "micros": 1e-3,
    "ms": 1,
    "s": 1_000,
    "m": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
}
_SIZE_UNITS: Final = {
    "b": 1,
    "k": 1 << 10,
    "kb": 1 << 10,
    "m": 1 << 20,
    "mb": 1 << 20,
    "g": 1 << 30,
    "gb": 1 << 30,
    "t": 1 << 40,
    "tb": 1 << 40,
    "p": 1 << 50,
    "pb": 1 << 50,
}
_FRACTION: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?")
_NUMBER_AND_UNIT: Final = re.compile(r"\s*(.*?)\s*([a-z]+)\s*", re.IGNORECASE)


def parse_time_ms(text: str, name: str) -> int:
    """Returns the milliseconds of a duration such as "1d"; -1 for "-1".

    name: the setting or parameter it stands in, for the error text
    Raises IllegalArgumentError.
    """
    stripped = text.strip().lower()
    if stripped == "-1" or stripped == "0":
        return int(stripped)
    unit = next((unit for unit in _TIME_UNITS_MS if stripped.endswith(unit)), None)
    # a capital M would mean months, which have no length
    if unit is None or text.rstrip().endswith("M"):
        raise IllegalArgumentError(
            f"failed to parse setting [{name}] with value [{text}] as a time value: unit is missing or unrecognized"
        )
    return _time_of(stripped.removesuffix(unit).strip(), unit, text, name)


def _time_of(number: str, unit: str, text: str, name: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,19}", number):
        fault = NumberFormatError.of(number)
        if not _FRACTION.fullmatch(number):
            raise IllegalArgumentError(f"failed to parse [{text}]") from fault
        raise IllegalArgumentError(f"failed to parse [{text}], fractional time values are not supported") from fault
    if int(number) < 0 and int(number) != -1:
        raise IllegalArgumentError(
            f"failed to parse setting [{name}] with value [{text}] as a time value: negative durations are not "
            "supported"
        )
    return int(int(number) * _TIME_UNITS_MS[unit])


def parse_bytes(text: str, name: str) -> int:
    """Returns the bytes of a size such as "10mb"; -1 for "-1".

    Raises ParseError.
    """
    stripped = text.strip().lower()
    if stripped == "-1" or stripped == "0":
        return int(stripped)
    found = _NUMBER_AND_UNIT.fullmatch(stripped)
    if found is None or found[2] not in _SIZE_UNITS:
        raise ParseError(
            f"failed to parse setting [{name}] with value [{text}] as a size in bytes: unit is missing or unrecognized"
        )
    if not re.fullmatch(r"\+?(\d+(\.\d*)?|\.\d+)", found[1]):
        raise ParseError(f"failed to parse setting [{name}] with value [{text}]")
    return int(float(found[1]) * _SIZE_UNITS[found[2]])


def format_bytes(size: int) -> str:
    """Returns a size with one cut (not rounded) decimal in the largest unit that fits: "1.5kb"."""
    for unit in ("pb", "tb", "gb", "mb", "kb"):
        if abs(size) >= _SIZE_UNITS[unit]:
            return _one_decimal(size / _SIZE_UNITS[unit]) + unit
    return f"{size}b"


def format_time(milliseconds: float) -> str:
    """Returns a duration with one cut decimal in the largest unit that fits: "1.2s", "0s", "350micros"."""
    if milliseconds == 0:
        return "0s"
    for unit in ("d", "h", "m", "s"):
        if abs(milliseconds) >= _TIME_UNITS_MS[unit]:
            return _one_decimal(milliseconds / _TIME_UNITS_MS[unit]) + unit
    if abs(milliseconds) >= 1:
        return _one_decimal(milliseconds) + "ms"
    return _one_decimal(milliseconds * 1_000) + "micros"


def _one_decimal(value: float) -> str:
    whole = int(value * 10)
    return str(int(whole / 10)) if whole % 10 == 0 else str(whole / 10)
