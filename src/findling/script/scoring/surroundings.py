"""What functions of `score` scripts need to know of the document and its shard."""

from collections.abc import Callable, Hashable
from typing import Any, Protocol

from findling.script.doc_values.values import DocValues

SCORING = "<scoring>"
"""The variable, out of reach of scripts, that holds the `Surroundings`."""


class Surroundings(Protocol):
    """Where a script is asked for a score.

    index, shard: the shard; doc_id: number of the document within it
    """

    index: str
    shard: int

    @property
    def doc_id(self) -> int: ...

    def values_of(self, name: str) -> DocValues | None:
        """Returns the values of a field, None for one that is not mapped."""

    def millis_of(self, date: str) -> int:
        """Returns the instant of a date or of date maths. Raises JavaError."""

    def point_of(self, text: str) -> tuple[float, float]:
        """Returns latitude and longitude of a point written as a text. Raises JavaError."""

    def meters_of(self, distance: str) -> float:
        """Returns metres of a distance with its unit. Raises JavaError."""

    def made_once(self, use: Hashable, given: object, make: Callable[[], Any]) -> Any:
        """Returns what was made of the same object for an earlier document, such as the vector of the request.

        As with Elasticsearch, what a script changes in it afterwards is not seen.
        """
