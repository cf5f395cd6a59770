"""Values of parameters in templates: what a name means, and the text of a value as Java prints it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote_plus

from findling.base.errors import IllegalArgumentError
from findling.script.numbers import double_text

MISSING: Final = object()
Escape = Callable[[str], str]


def text_of(value: object) -> str:
    """Returns a value as Java prints it; a list is printed as a map of its places."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}={_inner(value[key])}" for key in hash_order(value)) + "}"
    if isinstance(value, list):
        return "{" + ", ".join(f"{place}={_inner(each)}" for place, each in enumerate(value)) + "}"
    return str(value)


def _inner(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_inner(each) for each in value) + "]"
    return text_of(value)


def hash_order(value: Mapping[str, object]) -> list[str]:
    """Returns the keys of a map in the order of Java's HashMap."""
    size = 16
    while len(value) > size * 0.75:
        size *= 2
    return sorted(value, key=lambda key: _spread(str(key)) & (size - 1))


def _spread(text: str) -> int:
    code = 0
    for unit in memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H"):
        code = (code * 31 + unit) & 0xFFFFFFFF
    return code ^ (code >> 16)


def member(value: object, name: str) -> object:
    """Returns what stands under a name in a map, or under a place in a list, or its size; MISSING if nothing does."""
    if isinstance(value, Mapping):
        return value.get(name, MISSING)
    if isinstance(value, list):
        if name == "size":
            return len(value)
        if name.isdigit() and int(name) < len(value):
            return value[int(name)]
    return MISSING


def found(scopes: Sequence[object], name: str) -> Any:
    """Returns the value of a name, which may have dots, in the innermost scope that has it; None if none has."""
    if name == ".":
        return next((scope for scope in reversed(scopes) if scope is not None), None)
    first, _, rest = name.partition(".")
    for scope in reversed(scopes):
        value = member(scope, first)
        if value is MISSING:
            value = member(scope, name)
            rest = rest if value is MISSING else ""
        if value is MISSING:
            continue
        for part in rest.split(".") if rest else ():
            value = member(value, part)
            if value is MISSING:
                return None
        return value
    return None


def shown_sections(value: object) -> list[object]:
    """Returns the scopes that a section is shown for: none for what is false or empty."""
    if value is None or value is False or value == "":
        return []
    return value if isinstance(value, list) else [value]


def escape_json(text: str) -> str:
    """Returns a text as it stands within quotes in JSON."""
    return "".join(_ESCAPES.get(char, char) for char in text)


_ESCAPES: Final = {
    **{chr(code): f"\\u{code:04X}" for code in range(32)},
    "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\",
}  # fmt: skip


def escape_url(text: str) -> str:
    """Returns a text as it stands in a URL or a form."""
    return quote_plus(text, safe="*").replace("~", "%7E")


_ENCODERS: Final[dict[str, Escape]] = {
    "application/json": escape_json,
    "application/json; charset=UTF-8": escape_json,
    "application/json;charset=utf-8": escape_json,
    "text/plain": lambda text: text,
    "application/x-www-form-urlencoded": escape_url,
}


def encoder(content_type: str | None) -> Escape:
    """Returns how values are escaped in a text of a media type. Raises IllegalArgumentError."""
    if content_type is None:
        return escape_json
    if content_type not in _ENCODERS:
        raise IllegalArgumentError(f"No encoder found for MIME type [{content_type}]")
    return _ENCODERS[content_type]
