"""Values of documents as scalars: as lenient as mappings are, and null for what a mapping ignores."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final


def _text_of(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else None


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _whole(bits: int) -> Callable[[Any], int | None]:
    low, high = -(1 << (bits - 1)), 1 << (64 if bits == 64 else bits - 1)

    def convert(value: Any) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool):
            number: int = value
        else:
            try:
                number = int(value) if isinstance(value, str) else int(float(value))
            except (TypeError, ValueError, OverflowError):
                return None
        return number if low <= number < high else None

    return convert


def _flag(value: Any) -> bool | None:
    return {True: True, False: False, "true": True, "false": False, "": False}.get(value) if _plain(value) else None


def _plain(value: Any) -> bool:
    return isinstance(value, str | bool)


def shown_moment(value: Any) -> Any:
    """Returns a date of a document: texts as they are, milliseconds as ISO 8601 in UTC."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    try:
        return datetime.fromtimestamp(value / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return str(value)


READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "String": _text_of,
    "Int": _whole(32),
    "Long": _whole(64),
    "Float": _number,
    "Boolean": _flag,
    "DateTime": shown_moment,
}
"""By scalar, what makes a value of a document one of it; scalars that take all values have none."""
