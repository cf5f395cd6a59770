"""Parameters of query strings: read, and checked against what is known."""

from collections.abc import Set
from typing import Final
from urllib.parse import parse_qsl

from findling.base.errors import IllegalArgumentError
from findling.base.spelling import close_names
from findling.base.units import parse_time_ms
from findling.rest.request import Request, unrecognized

_DURATIONS: Final = ("timeout", "master_timeout")


def parse_query(text: str) -> dict[str, str]:
    """Returns the parameters of a query string. Raises IllegalArgumentError."""
    if not text:
        return {}
    try:
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
    except (UnicodeDecodeError, ValueError) as error:
        raise IllegalArgumentError(f"failed to decode query string [{text}]") from error


_OWN: Final = frozenset({"scope"})
"""What Elasticsearch has not, and so does not propose."""


def check_parameters(request: Request, known: Set[str]) -> None:
    """Raises IllegalArgumentError for parameters that are not known, and for durations that are none."""
    for name in _DURATIONS:
        if name in request.query and name in known:
            parse_time_ms(request.query[name], name)
    unknown = [name for name in request.query if name not in known]
    if not unknown:
        return
    shown = []
    for name in sorted(unknown):
        near = close_names(name, known - _OWN, 0.5)
        hint = f"[{near[0]}]" if len(near) == 1 else f"any of [{', '.join(near)}]"
        shown.append(f"[{name}] -> did you mean {hint}?" if near else f"[{name}]")
    raise unrecognized(request.path, shown)
