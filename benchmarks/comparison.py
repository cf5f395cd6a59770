"""Asks Findling and Tantivy each query, compares the answers with Lucene's, and measures."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.agreement import AnswersDifferError, check, check_tantivy
from benchmarks.corpus import TEXT_FIELD
from benchmarks.engine import Answer, Timing
from benchmarks.findling_engine import FindlingEngine, as_indexed
from benchmarks.lucene_engine import Measured
from benchmarks.measure import measure
from benchmarks.queries import BenchmarkQuery
from benchmarks.result import Row
from benchmarks.tantivy_engine import TantivyEngine
from findling.base.errors import FindlingError

_HITS = 10


class Comparison:
    """Measures queries with Findling and Tantivy next to what Lucene needed.

    missing: searches that Findling does not know, with the reason; disagreements: what makes the run fail
    """

    def __init__(self, folder: Path, rounds: int, lucene: dict[int, Measured]) -> None:
        self.findling = FindlingEngine(folder / "findling")
        several = as_indexed(folder / "findling")
        # an index of an earlier run may have no copy from before its merge
        self.segments = FindlingEngine(several) if several.exists() else None
        self.tantivy = TantivyEngine(folder / "tantivy")
        self.rounds = rounds
        self.lucene = lucene
        self.missing: dict[str, str] = {}
        self.disagreements: list[str] = []

    def rows(self, queries: Sequence[BenchmarkQuery]) -> list[Row]:
        """Returns a row per query that Findling knows and answers as Lucene does."""
        rows = []
        for query in queries:
            try:
                rows.append(self._row(query))
            except FindlingError as error:
                self.missing[query.group] = str(error)
            except AnswersDifferError as error:
                self.disagreements.append(str(error))
        return rows

    def _row(self, query: BenchmarkQuery) -> Row:
        search = self.findling.prepare(query)
        ours = self.findling.answer(query, search())
        theirs = self.lucene[query.number]
        check(query, ours, theirs.answer)
        tantivy = self._tantivy(query, ours)
        kernel = None if query.mode == "TOP_10_IDS" else self.findling.prepare_kernel(query)
        inner = None if kernel is None else measure(kernel, self.rounds)
        return Row(
            query, measure(search, self.rounds), inner, theirs.timing, tantivy, self._segments(query, theirs.answer)
        )

    def _segments(self, query: BenchmarkQuery, theirs: Answer) -> Timing | None:
        if self.segments is None:
            return None
        search = self.segments.prepare(query)
        check(query, self.segments.answer(query, search()), theirs)
        return measure(search, self.rounds)

    def _tantivy(self, query: BenchmarkQuery, ours: Answer) -> Timing | None:
        search = self.tantivy.prepare(query)
        if search is None:
            return None
        check_tantivy(query, ours, self.tantivy.answer(query, search()))
        return measure(search, self.rounds)

    def rare_word(self, queries: Sequence[BenchmarkQuery]) -> str:
        """Returns the word of the queries with the fewest hits, but ten: a price that is fixed, not of a long list."""
        words = sorted({word for query in queries if query.kind in ("term", "and_2", "or_2") for word in query.words})
        counts = {word: self._count(word) for word in words or ["the"]}
        enough = {word: count for word, count in counts.items() if count >= _HITS}
        return min(enough, key=enough.__getitem__) if enough else max(counts, key=counts.__getitem__)

    def _count(self, word: str) -> int:
        body = {"query": {"term": {TEXT_FIELD: word}}, "size": 0, "track_total_hits": True}
        return int(self.findling.prepare_body(body)()["hits"]["total"]["value"])

    @property
    def n_segments(self) -> int:
        """In how many segments indexing left the documents."""
        return 1 if self.segments is None else self.segments.n_segments

    def close(self) -> None:
        """Closes the indexes of Findling."""
        self.findling.close()
        if self.segments is not None:
            self.segments.close()

    def fixed_us(self, body: dict[str, Any]) -> float:
        """Returns the CPU time of a search, from dict to dict, in microseconds."""
        return measure(self.findling.prepare_body(body), 5 * self.rounds).cpu_min_us
