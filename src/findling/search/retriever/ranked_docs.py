"""RankedDocs: the documents of several shards in one order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.java_numbers import java_float
from findling.search.explanation import Explanation

# the index and the number of a shard
ShardKey = tuple[str, int]
# what a document without any score is worth, so that it comes before those that are in no list
LEAST_SCORE: Final = np.float32(1.4e-45)


class RankDetails:
    """What is to be told of a ranked document's place."""

    def explain(
        self, ranked: RankedDocs, place: int, sources: Sequence[Explanation], names: Sequence[str | None]
    ) -> Explanation:
        """Returns why a document is where it is.

        place: in the list; sources, names: what the lists that went into this one say of it
        """
        rank = place + 1
        score = java_float(float(ranked.scores[place]))
        return Explanation.match(
            rank,
            f"doc [{ranked.docs[place]}] with an original score of [{score}] is at rank [{rank}] from the following "
            "source queries.",
            sources,
        )


_PLAIN: Final = RankDetails()


@dataclass(frozen=True, slots=True, eq=False)
class RankedDocs:
    """Documents, best first.

    keys: the shards
    shards: (n,) int64 places in `keys`; docs: (n,) int64 shard-wide; scores: (n,) float32, NaN where there are none
    """

    keys: tuple[ShardKey, ...]
    shards: NDArray[np.int64]
    docs: NDArray[np.int64]
    scores: NDArray[np.float32]
    details: RankDetails = _PLAIN

    def __len__(self) -> int:
        return len(self.docs)

    def take(self, places: NDArray[np.intp]) -> RankedDocs:
        """Returns the documents at some places, in their order."""
        return RankedDocs(self.keys, self.shards[places], self.docs[places], self.scores[places], self.details)

    def of_shard(self, key: ShardKey) -> NDArray[np.intp]:
        """Returns the places of a shard's documents, in order of documents."""
        if key not in self.keys:
            return np.empty(0, np.intp)
        own = np.flatnonzero(self.shards == self.keys.index(key))
        return own[np.argsort(self.docs[own], kind="stable")]
