"""Which kind of answer a request wants, by its Accept header, and whether its body is one that can be read."""

from typing import Final

RESPONSE: Final = "application/graphql-response+json"
JSON: Final = "application/json"
EVENTS: Final = "text/event-stream"
PAGE: Final = "text/html"
_ANSWERS: Final = (JSON, RESPONSE)


def preferred_type(header: str | None, offered: tuple[str, ...] = _ANSWERS) -> str | None:
    """Returns what is offered that an Accept header likes best, None if it likes none of it.

    offered: the first is what a client gets that does not mind
    """
    if header is None or not header.strip():
        return offered[0]
    best, best_rank = None, (0.0, 0)
    for entry in header.split(","):
        media_range, *parameters = (part.strip().lower() for part in entry.split(";"))
        weight = _weight(parameters)
        for found in (name for name in offered if _matches(media_range, name)):
            rank = (weight, _precision(media_range))
            if weight > 0 and rank > best_rank:
                best, best_rank = found, rank
    return best


def is_json(content_type: str | None) -> bool:
    """Whether a body is JSON in UTF-8, which no web page can send elsewhere without being asked whether it may."""
    media_type, *parameters = (part.strip().lower() for part in (content_type or "").split(";"))
    named = (part.partition("=") for part in parameters)
    charsets = [value.strip('"') for name, _, value in named if name == "charset"]
    return media_type == JSON and all(charset in ("utf-8", "utf8") for charset in charsets)


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def _precision(media_range: str) -> int:
    """Returns 1 for any type, 2 for a kind of types, 3 for one type."""
    return 1 if media_range == "*/*" else 2 if media_range.endswith("/*") else 3


def _matches(media_range: str, name: str) -> bool:
    if media_range.endswith("/*"):
        return media_range == "*/*" or name.startswith(media_range[:-1])
    return media_range == name
