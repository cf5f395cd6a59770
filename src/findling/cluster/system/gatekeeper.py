"""What Gatekeeper keeps: templates, constraints, expansions, its configuration and resources."""

from typing import Any, Final

from findling.cluster.system_index import SystemIndexDescriptor

_KEYWORD: Final[dict[str, Any]] = {"type": "keyword"}

INDEX: Final = SystemIndexDescriptor(
    ".findling-gatekeeper",
    {
        "properties": {
            "collection": _KEYWORD,
            "api_version": _KEYWORD,
            "kind": _KEYWORD,
            "namespace": _KEYWORD,
            "name": _KEYWORD,
        }
    },
    shared=False,
)
