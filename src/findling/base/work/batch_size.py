"""How many documents a batch has: as many as bring the most documents a second, between 1,000 and 10,000."""

import statistics
from typing import Final

SIZES: Final = (1_000, 2_000, 3_500, 5_000, 7_500, 10_000)
_MEASURED: Final = 3
"""Batches of one size before it is judged, by their median."""
_GAIN: Final = 1.03
"""A larger batch has to be that much faster, or the smaller one, which takes less memory, is kept."""
_SETTLED: Final = 40
"""Batches after which a larger size is tried again."""

_SLOWER: Final = 2.0
_SLOWER_MS: Final = 5.0


def suffers(usual_ms: float | None, now_ms: float | None) -> bool:
    """Whether searches suffer: the slowest hundredth takes twice as long as usual, and 5 ms longer; None: not known."""
    if usual_ms is None or now_ms is None:
        return False
    return now_ms > max(_SLOWER * usual_ms, usual_ms + _SLOWER_MS)


class BatchSize:
    """Begins with the smallest size and grows while that pays.

    size: documents of the next batch
    """

    def __init__(self, fixed: int | None = None) -> None:
        """fixed: a size that is never changed"""
        self._fixed = fixed
        self._step = 0
        self._rates: list[float] = []
        self._before = 0.0
        self._rest = 0

    @property
    def size(self) -> int:
        return SIZES[self._step] if self._fixed is None else self._fixed

    def took(self, n_docs: int, seconds: float, strained: bool = False) -> None:
        """Takes note of a batch. strained: what else goes on suffers, so that the next ones are smaller"""
        if strained:
            self._step_down()
            return
        if n_docs < self.size:
            return  # of a segment's last documents nothing can be learned
        self._rates.append(n_docs / max(seconds, 1e-9))
        if self._rest:
            self._rest -= 1
            self._rates.clear()
        elif len(self._rates) >= _MEASURED:
            self._judge(statistics.median(self._rates))

    def _judge(self, rate: float) -> None:
        self._rates.clear()
        if rate < self._before * _GAIN:
            self._step_down()
        elif self._step + 1 < len(SIZES):
            self._before = rate
            self._step += 1
        else:
            self._before, self._rest = 0.0, _SETTLED

    def _step_down(self) -> None:
        self._step = max(0, self._step - 1)
        self._before, self._rest = 0.0, _SETTLED
        self._rates.clear()
