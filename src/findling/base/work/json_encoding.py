"""Encoding of values as JSON where the process's address space is limited (`ulimit -v`): in pieces.

orjson takes twenty times the size of a text as address space while it writes it, and the process ends with a fault if
that is not there. Where memory is limited in another way, or not at all, this costs nothing: what it takes it does not
touch.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import orjson

from findling.base.work.stacks import IS_LIMITED

_PIECE: Final = 20_000
"""Values that are encoded at once; so many characters count as one more: _CHARACTERS."""
_CHARACTERS: Final = 16
_SPLICED: Final = 1_000
"""What a text that is spliced in counts, which does not tell its length: as much as a long document."""


def encode_in_pieces(value: object, default: Callable[[Any], Any] | None = None, option: int = 0) -> bytes:
    """Returns what orjson.dumps does. Raises MemoryError where that would end the process."""
    return b"".join(_pieces(value, default, option))


def _pieces(value: Any, default: Callable[[Any], Any] | None, option: int) -> Iterator[bytes]:
    if not isinstance(value, dict | list | tuple) or _weight(value) <= _PIECE or option & orjson.OPT_INDENT_2:
        yield orjson.dumps(value, default, option)
        return
    is_map = isinstance(value, dict)
    between, end = (b"{", b"}") if is_map else (b"[", b"]")
    held, weight = list[Any](), 0
    for entry in _entries(value, option):
        own = _weight(entry[1] if is_map else entry)
        if held and weight + own > _PIECE:
            yield between + _inside(held, is_map, default, option)
            between, held, weight = b",", [], 0
        if own <= _PIECE:
            held.append(entry)
            weight += own
            continue
        name = _inside([(entry[0], 0)], True, default, option)[:-1] if is_map else b""
        yield between + name
        yield from _pieces(entry[1] if is_map else entry, default, option)
        between = b","
    if held:
        yield between + _inside(held, is_map, default, option)
    yield end


def _entries(value: dict[Any, Any] | Sequence[Any], option: int) -> Iterable[Any]:
    if not isinstance(value, dict):
        return value
    return sorted(value.items()) if option & orjson.OPT_SORT_KEYS else value.items()


def _inside(entries: Sequence[Any], is_map: bool, default: Callable[[Any], Any] | None, option: int) -> bytes:
    """Returns the text of some entries without what is around them."""
    return orjson.dumps(dict(entries) if is_map else entries, default, option)[1:-1]


def _weight(value: object) -> int:
    """Returns about how much there is in a value, no more than a little above _PIECE."""
    found, left = 0, [value]
    while left and found <= _PIECE:
        value = left.pop()
        found += 1
        if isinstance(value, str | bytes):
            found += len(value) // _CHARACTERS
        elif isinstance(value, Mapping):
            left.extend(value.values())
        elif isinstance(value, list | tuple):
            left.extend(value)
        elif isinstance(value, orjson.Fragment):
            found += _SPLICED
        elif isinstance(value, np.ndarray):
            found += value.size
    return found


encode: Final[Callable[..., bytes]] = encode_in_pieces if IS_LIMITED else orjson.dumps
"""Returns the JSON text of a value that may be large; takes what orjson.dumps takes."""
