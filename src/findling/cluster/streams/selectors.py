"""`logs::failures`: which part of a data stream a name means."""

from typing import Final

from findling.cluster.index_names import invalid_index_name
from findling.cluster.streams.data_stream import Component

_SEPARATOR: Final = "::"
_SELECTORS: Final[dict[str, Component]] = {"data": "data", "failures": "failures"}


def split_selector(name: str) -> tuple[str, Component]:
    """Returns a name or pattern without its selector, and the part that it means. Raises InvalidIndexNameError."""
    if _SEPARATOR not in name:
        return name, "data"
    base, _, selector = name.rpartition(_SEPARATOR)
    component = _SELECTORS.get(selector)
    if component is None:
        fault = f"invalid usage of {_SEPARATOR} separator, [{selector}] is not a recognized selector"
        raise invalid_index_name(name, fault)
    return base, component
