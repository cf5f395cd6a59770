"""A document of a system index."""

from dataclasses import dataclass
from typing import Any, NamedTuple


class Revision(NamedTuple):
    """Which write a document is from: what a later write compares with."""

    seq_no: int
    primary_term: int


@dataclass(frozen=True, slots=True)
class SystemDocument:
    """A document as it is stored, and the write it is from."""

    id: str
    source: dict[str, Any]
    revision: Revision


@dataclass(frozen=True, slots=True)
class SystemAnswer:
    """What a search found. sorts: the sort values of each document; total: how many there are in all"""

    documents: list[SystemDocument]
    sorts: list[list[Any]] | None
    total: int
    aggregations: dict[str, Any] | None
