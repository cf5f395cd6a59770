"""Command line of the benchmarks; see the package."""

import argparse
import tempfile
from pathlib import Path

import numpy as np

from benchmarks import findling_engine, tantivy_engine
from benchmarks.corpus import SAMPLE, BenchmarkQuery, draw_queries, read_corpus
from benchmarks.measure import measure
from benchmarks.report import Row, Run, write_report

_DEFAULT_LIMIT = 10_000


class HitsDifferError(Exception):
    """The two engines do not give the same scores."""


def check_hits(query: BenchmarkQuery, ours: list[float], theirs: list[float]) -> None:
    """Raises HitsDifferError unless both have the same scores to float precision (their ties may be in any order)."""
    if len(ours) != len(theirs) or not np.allclose(ours, theirs, rtol=1e-4, atol=1e-5):
        raise HitsDifferError(f"{query}: {ours} and {theirs}")


def run(corpus_path: Path, limit: int | None, per_command: int, rounds: int) -> Run:
    """Indexes, checks and measures."""
    corpus = read_corpus(corpus_path, limit)
    other = tantivy_engine.TantivyEngine(corpus)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        engine = findling_engine.FindlingEngine(corpus, Path(folder))
        for query in draw_queries(corpus, per_command):
            engine.limit = -1
            ours, theirs = engine.prepare(query), other.prepare(query)
            check_hits(query, engine.scores(ours), other.scores(theirs))
            timings = [measure(ours, rounds), measure(theirs, rounds)]
            engine.limit = _DEFAULT_LIMIT
            rows.append(Row(query, timings[0], measure(ours, rounds), timings[1]))
    versions = {engine.NAME: engine.VERSION for engine in (findling_engine, tantivy_engine)}
    return Run(corpus.name, len(corpus.documents), versions, rows)


def main() -> None:
    """Runs the benchmark and prints its table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=SAMPLE, help="JSON lines, plain or .zst")
    parser.add_argument("--limit", type=int, default=None, help="only the first documents")
    parser.add_argument("--queries", type=int, default=40, help="queries per command")
    parser.add_argument("--rounds", type=int, default=9, help="rounds per query")
    parser.add_argument("--results", type=Path, default=Path(__file__).parent / "results")
    arguments = parser.parse_args()
    result = run(arguments.corpus, arguments.limit, arguments.queries, arguments.rounds)
    print(write_report(result, arguments.results))


if __name__ == "__main__":
    main()
