"""Claims: which documents of guests, or of a contact, became whose."""

from typing import Any, Final

from findling.cluster.system_index import SystemIndexDescriptor

_KEYWORD: Final[dict[str, Any]] = {"type": "keyword"}
_DATE: Final[dict[str, Any]] = {"type": "date", "format": "epoch_millis"}

INDEX: Final = SystemIndexDescriptor(
    ".findling-ownership",
    {
        "properties": {
            "kind": _KEYWORD,
            "name": _KEYWORD,
            "source": _KEYWORD,
            "value": _KEYWORD,
            "owner": _KEYWORD,
            "state": _KEYWORD,
            "begun": _DATE,
        }
    },
)
