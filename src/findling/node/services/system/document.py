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
