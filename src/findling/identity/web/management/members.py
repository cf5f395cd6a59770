"""Members of bodies: their types and bounds. Whatever is not known is refused by its name."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from findling.base.errors import IllegalArgumentError
from findling.identity.accounts.sign_up import is_email

Check = Callable[[str, Any], Any]
"""Name and value -> the value to keep. Raises IllegalArgumentError."""
_MAX_TEXT: Final = 1000
_MAX_LISTED: Final = 500
_MAX_OBJECT_BYTES: Final = 16 << 10
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*")
_DANGEROUS: Final = ("javascript", "data", "file", "blob", "vbscript", "about")


def read_members(body: Mapping[str, Any], known: Mapping[str, Check], required: Iterable[str] = ()) -> dict[str, Any]:
    """Returns the members of a body. Raises IllegalArgumentError."""
    unknown = sorted(set(body) - set(known))
    if unknown:
        raise IllegalArgumentError(f"unknown member [{unknown[0]}]; there are {', '.join(sorted(known))}")
    missing = [name for name in required if body.get(name) is None]
    if missing:
        raise IllegalArgumentError(f"[{missing[0]}] is required")
    return {name: known[name](name, value) for name, value in body.items()}


def fault(name: str, what: str) -> IllegalArgumentError:
    """Returns the error for a member."""
    return IllegalArgumentError(f"[{name}] must be {what}")


def text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _MAX_TEXT:
        raise fault(name, f"a text of 1 to {_MAX_TEXT} characters")
    return value


def optional_text(name: str, value: Any) -> str | None:
    return None if value is None or value == "" else text(name, value)


def flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise fault(name, "true or false")
    return value


def seconds(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 30 * 24 * 3600:
        raise fault(name, "a whole number of seconds, at most 30 days")
    return value


def email(name: str, value: Any) -> str:
    if not isinstance(value, str) or not is_email(value):
        raise fault(name, "an e-mail address")
    return value


def metadata(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or len(orjson.dumps(value)) > _MAX_OBJECT_BYTES:
        raise fault(name, f"an object of at most {_MAX_OBJECT_BYTES} bytes")
    return value


def texts(name: str, value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > _MAX_LISTED:
        raise fault(name, f"a list of at most {_MAX_LISTED} texts")
    return [text(name, one) for one in value]


def one_of(*choices: str) -> Check:
    """Returns a check for one of some texts."""

    def checked(name: str, value: Any) -> str:
        if value not in choices:
            raise fault(name, f"one of {', '.join(choices)}")
        return str(value)

    return checked


def some_of(*choices: str) -> Check:
    """Returns a check for a list of some texts."""
    one = one_of(*choices)

    def checked(name: str, value: Any) -> list[str]:
        return [one(name, each) for each in texts(name, value)]

    return checked


def urls(name: str, value: Any) -> list[str]:
    """Checks addresses that browsers are led to: absolute, compared as they are written, without wildcards."""
    for one in texts(name, value):
        parts = _split(name, one)
        is_page = parts.scheme in ("http", "https") and bool(parts.hostname)
        is_app = bool(_SCHEME.fullmatch(parts.scheme)) and parts.scheme not in ("http", "https", *_DANGEROUS)
        if not (is_page or is_app) or parts.fragment or "*" in one or not _is_plain(one):
            raise fault(name, f"absolute URLs without fragment and wildcard, not [{one}]")
    return list(value)


def origins(name: str, value: Any) -> list[str]:
    """Checks origins of pages, which have no path."""
    for one in texts(name, value):
        parts = _split(name, one)
        if (
            parts.scheme not in ("http", "https")
            or f"{parts.scheme}://{parts.netloc}" != one
            or "*" in one
            or not _is_plain(one)
        ):
            raise fault(name, f"origins such as https://app.example.org, not [{one}]")
    return list(value)


def _is_plain(url: str) -> bool:
    """Whether a URL can stand in a header: what is not ASCII has to be escaped."""
    return all("!" <= letter <= "~" for letter in url)


def _split(name: str, url: str) -> Any:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise fault(name, f"URLs, not [{url}]") from error
