"""Index names with dates in them: `<logs-{now/d}>`, `<logs-{now/M{yyyy.MM}}>`, `<logs-{now/d{yyyy.MM.dd|+12:00}}>`."""

from typing import Final

from findling.base.errors import ParseError
from findling.mapping.date_math import parse_date_math
from findling.mapping.dates import date_formatter

_DEFAULT_FORMAT: Final = "uuuu.MM.dd"


def resolve_date_math(name: str, now_ms: int) -> str:
    """Returns a name with its date maths computed; other names, and exclusions of them, as they are.

    Raises ParseError for maths that cannot be read.
    """
    sign = "-" if name.startswith("-") else ""
    body = name[len(sign) :]
    if not (body.startswith("<") and body.endswith(">")):
        return name
    return sign + _resolve(body, now_ms)


def _resolve(name: str, now_ms: int) -> str:
    out: list[str] = []
    text = name[1:-1]
    position = 0
    while position < len(text):
        character = text[position]
        if character == "\\":
            out.append(text[position + 1 : position + 2])
            position += 2
        elif character == "{":
            end = _closing(text, position, name)
            out.append(_date(text[position + 1 : end], now_ms, name))
            position = end + 1
        elif character == "}":
            raise _error(name, f"invalid character at position [{position}]. `{{` and `}}` are reserved characters")
        else:
            out.append(character)
            position += 1
    return "".join(out)


def _closing(text: str, start: int, name: str) -> int:
    depth = 0
    for position in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position
    raise _error(name, "date math placeholder is open ended")


def _date(placeholder: str, now_ms: int, name: str) -> str:
    """placeholder: `now/d` or `now/d{format}` or `now/d{format|zone}`."""
    math, _, tail = placeholder.partition("{")
    if "{" in placeholder and not tail.endswith("}"):
        raise _error(name, "missing closing `}` for date math format")
    if "{" in placeholder and not tail[:-1]:
        raise _error(name, "missing date format")
    pattern, _, zone = tail[:-1].partition("|") if tail else (_DEFAULT_FORMAT, "", "")
    zone = zone or "UTC"
    formatter = date_formatter(pattern)
    return formatter.format(parse_date_math(math, formatter, now_ms, False, zone), zone)


def _error(name: str, fault: str) -> ParseError:
    return ParseError(f"invalid dynamic name expression [{name}]. {fault}")
