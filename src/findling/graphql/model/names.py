"""Names as GraphQL can spell them, and back.

GraphQL has letters, digits and underscores only. Whatever else stands in a name, with the underscores around it,
becomes `_x`, its UTF-8 bytes in hexadecimal, `_`: `@timestamp` is `_x40_timestamp`, `my-index` is `my_x2d_index`. No
name comes out with two underscores in a row, which therefore join the parts of a path: `user__name`.
"""

import re
from collections.abc import Iterable
from typing import Final

_UNSPELLABLE: Final = re.compile(r"^[0-9]_*(?:[^0-9A-Za-z_]+_*)*|_*(?:[^0-9A-Za-z_]+_*)+|__+|_(?=x[0-9a-f]{2})")
_SPELLED: Final = re.compile(r"_x((?:[0-9a-f]{2})+)_")
_EDGE: Final = re.compile(r"(?<!^)_$|^_(?!x[0-9a-f]{2})")

JOIN: Final = "__"
_OF_ROOTS: Final = ("_by_pk", "_aggregate", "_suggest")
ROOTS: Final = frozenset({"search", "suggest", "node", "nodes", "viewer", "bulk"})
"""Names of root fields that belong to no index."""
TYPES: Final = frozenset({"Query", "Mutation", "Subscription", "String", "Int", "Float", "Boolean", "Long", "Document"})
"""Names of types that belong to no index. Others of these have capitals inside, as no type of an index has."""


def spelled(name: str) -> str:
    """Returns the name of a field or an index in GraphQL. Different names are spelled differently."""
    return _UNSPELLABLE.sub(lambda found: _hex(found[0]), name)


def unspelled(name: str) -> str:
    """Returns the name that was spelled so."""
    return _SPELLED.sub(lambda found: bytes.fromhex(found[1]).decode("utf-8", "surrogatepass"), name)


def path_name(parts: Iterable[str]) -> str:
    """Returns the name of a path of fields: `user__name`."""
    return JOIN.join(_EDGE.sub(lambda found: _hex(found[0]), spelled(part)) for part in parts)


def root_name(index: str) -> str:
    """Returns the root field of an index or alias, which is no field that another one has by the way."""
    name = spelled(index)
    ending = next((end for end in _OF_ROOTS if name.endswith(end)), None)
    if ending is not None:
        return f"{name[: -len(ending)]}{_hex('_')}{ending[1:]}"
    return _hex(name[0]) + name[1:] if name in ROOTS else name


def type_name(index: str) -> str:
    """Returns the type of an index or alias. Capitals, which aliases may have, are spelled out, lest two names meet."""
    name = re.sub(r"[A-Z]+", lambda found: _hex(found[0]), spelled(index))
    name = name[0].upper() + name[1:]
    return f"_{name}" if name in TYPES else name


def _hex(text: str) -> str:
    return f"_x{text.encode('utf-8', 'surrogatepass').hex()}_"
