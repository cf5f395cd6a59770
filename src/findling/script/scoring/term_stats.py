"""Statistics of the terms of a query in a document and its shard: `_termStats`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.script.api.class_info import ClassInfo
from findling.script.doc_values.values import method
from findling.script.types import DOUBLE, INT, LONG, class_type


@dataclass(frozen=True, slots=True)
class Summary:
    """Some numbers as one."""

    numbers: Sequence[float]

    def least(self) -> float:
        """Returns the smallest, 0 if there are none."""
        return float(min(self.numbers, default=0))

    def greatest(self) -> float:
        """Returns the largest, 0 if there are none."""
        return float(max(self.numbers, default=0))

    def total(self) -> float:
        """Returns their sum."""
        return float(sum(self.numbers))

    def mean(self) -> float:
        """Returns their average, 0 if there are none."""
        return self.total() / len(self.numbers) if self.numbers else 0.0


@dataclass(frozen=True, slots=True)
class TermStats:
    """What a script may ask about the terms of the query, in one document.

    doc_freqs, total_term_freqs: of each distinct term in the shard; term_freqs: in the document, 0 where it is not
    positions: of all terms in the document
    """

    doc_freqs: Sequence[int] = ()
    total_term_freqs: Sequence[int] = ()
    term_freqs: Sequence[int] = ()
    positions: Sequence[int] = ()


TERM_STATS: Final = class_type("org.elasticsearch.script.ScriptTermStats")
_SUMMARY: Final = class_type("org.elasticsearch.script.StatsSummary")
_SUMMARY_METHODS: Final[dict[tuple[str, int], Any]] = {
    ("getMin", 0): method(DOUBLE, Summary.least),
    ("getMax", 0): method(DOUBLE, Summary.greatest),
    ("getSum", 0): method(DOUBLE, Summary.total),
    ("getAverage", 0): method(DOUBLE, Summary.mean),
    ("getCount", 0): method(LONG, lambda summary: len(summary.numbers)),
}
TERM_STATS_CLASSES: Final = (
    ClassInfo(_SUMMARY, methods=_SUMMARY_METHODS, python_classes=(Summary,)),
    ClassInfo(
        TERM_STATS,
        methods={
            ("uniqueTermsCount", 0): method(INT, lambda stats: len(stats.doc_freqs)),
            ("matchedTermsCount", 0): method(INT, lambda stats: sum(freq > 0 for freq in stats.term_freqs)),
            ("docFreq", 0): method(_SUMMARY, lambda stats: Summary(stats.doc_freqs)),
            ("totalTermFreq", 0): method(_SUMMARY, lambda stats: Summary(stats.total_term_freqs)),
            ("termFreq", 0): method(_SUMMARY, lambda stats: Summary(stats.term_freqs)),
            ("termPositions", 0): method(_SUMMARY, lambda stats: Summary(stats.positions)),
        },
        python_classes=(TermStats,),
    ),
)
