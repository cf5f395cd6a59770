"""Command line of the benchmarks; see the package."""

import argparse
import gc
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.agreement import check
from benchmarks.corpus import SAMPLE, Corpus
from benchmarks.engine import Indexing, Timing
from benchmarks.findling_engine import INDEX, FindlingEngine
from benchmarks.findling_engine import VERSION as FINDLING_VERSION
from benchmarks.lucene_engine import LuceneEngine, Measured
from benchmarks.measure import measure
from benchmarks.over_http import median_us
from benchmarks.queries import MODES_OF, BenchmarkQuery, draw_queries
from benchmarks.report import Row, Run, write_report
from benchmarks.tantivy_engine import VERSION as TANTIVY_VERSION
from benchmarks.tantivy_engine import TantivyEngine
from findling.base.errors import FindlingError

_SKETCHES = ("cardinality", "percentiles")


def index_all(corpus: Corpus, folder: Path, lucene: LuceneEngine) -> dict[str, Indexing]:
    """Indexes with all engines below a folder; what is there from an earlier run is kept, with its figures."""
    known = folder / "indexing.json"
    if known.exists():
        return {name: Indexing(**figures) for name, figures in json.loads(known.read_text()).items()}
    indexing = {"lucene": lucene.index(corpus)}
    for name in ("findling", "tantivy"):
        command = [sys.executable, "-m", f"benchmarks.{name}_engine"]
        command += [str(corpus.path), str(corpus.limit or 0), str(folder / name)]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        indexing[name] = Indexing(**json.loads(output))
    known.write_text(json.dumps({name: vars(figures) for name, figures in indexing.items()}))
    return indexing


class Comparison:
    """Measures queries with Findling and Tantivy next to what Lucene needed."""

    def __init__(self, folder: Path, rounds: int, lucene: dict[int, Measured]) -> None:
        self.findling = FindlingEngine(folder / "findling")
        self.tantivy = TantivyEngine(folder / "tantivy")
        self.rounds = rounds
        self.lucene = lucene
        self.missing: dict[str, str] = {}

    def rows(self, queries: Sequence[BenchmarkQuery]) -> list[Row]:
        """Returns a row per query that Findling knows. Raises AnswersDifferError."""
        return [row for query in queries if (row := self._row(query)) is not None]

    def _row(self, query: BenchmarkQuery) -> Row | None:
        search = self.findling.prepare(query)
        try:
            ours = self.findling.answer(query, search())
        except FindlingError as error:
            self.missing[query.group] = str(error)
            return None
        theirs = self.lucene[query.number]
        check(str(query), ours, theirs.answer, query.aggregation in _SKETCHES)
        kernel = self.findling.prepare_kernel(query)
        inner = None if kernel is None else measure(kernel, self.rounds)
        return Row(query, measure(search, self.rounds), inner, theirs.timing, self._tantivy(query, ours.count))

    def _tantivy(self, query: BenchmarkQuery, count: int | None) -> Timing | None:
        search = self.tantivy.prepare(query)
        if search is None:
            return None
        found = self.tantivy.count(query, search())
        # the limit of fifty expansions is Lucene's and Elasticsearch's alone
        if None not in (found, count) and found != count and not query.kind.startswith("fuzzy"):
            raise ValueError(f"{query}: {count} hits, Tantivy finds {found}")
        return measure(search, self.rounds)

    def fixed_us(self, word: str) -> tuple[float, float]:
        """Returns the price of a one-term search with ten hits: CPU time in process, median wall time over HTTP."""
        body = {"query": {"term": {"summary": word}}}
        inside = measure(self.findling.prepare_body(body), 5 * self.rounds).cpu_min_us
        return inside, median_us(self.findling.node, f"/{INDEX}/_search", body)


def run(corpus: Corpus, folder: Path, per_kind: int, rounds: int, kinds: Sequence[str]) -> Run:
    """Indexes, checks and measures."""
    lucene = LuceneEngine(folder / "lucene")
    indexing = index_all(corpus, folder, lucene)
    queries = [query for query in draw_queries(corpus, per_kind) if query.kind in kinds or query.mode in kinds]
    comparison = Comparison(folder, rounds, lucene.search(queries, rounds))
    gc.freeze()
    rows = comparison.rows(queries)
    fixed_us, http_us = comparison.fixed_us(_rare_word(queries))
    comparison.findling.close()
    versions = {"Findling": FINDLING_VERSION, "": lucene.version, "Tantivy": TANTIVY_VERSION}
    n_docs = indexing["findling"].documents
    return Run(corpus.name, n_docs, versions, indexing, rows, fixed_us, http_us, comparison.missing)


def _rare_word(queries: Sequence[BenchmarkQuery]) -> str:
    """Returns the longest word of the one-term queries: the fixed price is asked for, not that of a long list."""
    return max((query.words[0] for query in queries if query.kind in ("term", "and_2")), key=len, default="the")


def main() -> None:
    """Runs the benchmark and prints its tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=SAMPLE, help="JSON lines, plain or .zst")
    parser.add_argument("--limit", type=int, default=None, help="only the first documents")
    parser.add_argument("--queries", type=int, default=20, help="queries per kind")
    parser.add_argument("--kinds", nargs="*", default=[*MODES_OF, "AGG"], help="only these kinds of queries")
    parser.add_argument("--rounds", type=int, default=9, help="rounds per query")
    parser.add_argument("--indexes", type=Path, help="keep the indexes here, or use those of an earlier run")
    parser.add_argument("--results", type=Path, default=Path(__file__).parent / "results")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.indexes or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        corpus = Corpus(arguments.corpus, arguments.limit)
        result = run(corpus, folder, arguments.queries, arguments.rounds, arguments.kinds)
    print(write_report(result, arguments.results))


if __name__ == "__main__":
    main()
