"""What a suggester answers: entries, each a piece of the text with its options, and how those of shards are merged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from findling.base.errors import IllegalStateError

_MISMATCH = (
    "Can't merge suggest {what}, this might be caused by suggest calls across multiple indices with different analysis "
    "chains. Suggest entries have different {detail}"
)


@dataclass(slots=True)
class Option:
    """One suggestion. score: in single precision"""

    text: str
    score: float

    def merge(self, other: Option) -> None:
        """Takes in what another shard says of the same text."""
        self.score = max(self.score, other.score)

    def render(self) -> dict[str, object]:
        """Returns the JSON object."""
        return {"text": self.text, "score": shown_score(self.score)}


@dataclass(slots=True)
class Entry:
    """A piece of the text. offset, length: where it stands in the text, in UTF-16 units"""

    text: str
    offset: int
    length: int
    options: list[Any] = field(default_factory=list)

    def merge(self, others: Sequence[Entry]) -> None:
        """Takes in what all shards, this one's among them, say of the piece. Raises IllegalStateError."""
        found: dict[str, Option] = {}
        for entry in others:
            if entry.text != self.text:
                raise IllegalStateError(
                    _MISMATCH.format(what="entries", detail=f"text actual [{entry.text}] expected [{self.text}]")
                )
            for option in entry.options:
                if option.text in found:
                    found[option.text].merge(option)
                else:
                    found[option.text] = option
        self.options = list(found.values())

    def render(self) -> dict[str, object]:
        """Returns the JSON object."""
        options = [option.render() for option in self.options]
        return {"text": self.text, "offset": self.offset, "length": self.length, "options": options}


def merge_entries(of_shards: Sequence[list[Any]], order: Callable[[Any], Any]) -> list[Any]:
    """Returns the entries of all shards as one list, their options sorted by `order` if there are several shards.

    Raises IllegalStateError if the shards did not take the text apart alike.
    """
    leader = of_shards[0]
    if len(of_shards) == 1:
        return leader
    for entries in of_shards:
        if len(entries) != len(leader):
            raise IllegalStateError(
                _MISMATCH.format(what="result", detail=f"sizes actual [{len(entries)}] expected [{len(leader)}]")
            )
    for place, entry in enumerate(leader):
        entry.merge([entries[place] for entries in of_shards])
        entry.options.sort(key=order)
    return leader


def by_score(option: Option) -> tuple[float, bytes]:
    """The best first, of equal ones the first in the order of terms."""
    return -option.score, option.text.encode("utf-8", "surrogatepass")


def shown_score(score: float) -> float:
    """Returns a score of single precision with the digits that it is shown with."""
    return float(str(np.float32(score)))
