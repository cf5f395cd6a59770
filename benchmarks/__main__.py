"""Command line of the benchmarks; see the package."""

import argparse
import compileall
import gc
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import findling
from benchmarks.comparison import Comparison
from benchmarks.corpus import SAMPLE, TEXT_FIELD, Corpus
from benchmarks.drawing import SEED, draw_queries
from benchmarks.engine import FINDLING
from benchmarks.findling_engine import VERSION as FINDLING_VERSION
from benchmarks.growth import earlier_result, growth
from benchmarks.indexing import index_all
from benchmarks.lucene_engine import LuceneEngine
from benchmarks.lucene_jar import JavaMissingError
from benchmarks.over_http import ServerFigures, measure_server
from benchmarks.queries import MODES_OF, BenchmarkQuery
from benchmarks.report import write_report
from benchmarks.result import Run
from benchmarks.tantivy_engine import VERSION as TANTIVY_VERSION

_SHOWN = 20


@dataclass(frozen=True)
class Plan:
    """What to measure. seed: of the queries; cores: of indexing, 1 first; server: whether to start servers"""

    per_kind: int
    rounds: int
    kinds: Sequence[str]
    seed: int
    cores: Sequence[int]
    server: bool


class DisagreementError(Exception):
    """Findling and another engine give different answers: no timing of them means anything."""


def run(corpus: Corpus, folder: Path, plan: Plan) -> Run:
    """Indexes, checks and measures. Raises DisagreementError."""
    lucene = LuceneEngine(folder / "lucene")
    indexing = index_all(corpus, folder, lucene, plan.cores)
    queries = _chosen(draw_queries(corpus, plan.per_kind, plan.seed), plan.kinds)
    comparison = Comparison(folder, plan.rounds, lucene.search(queries, plan.rounds))
    gc.freeze()
    rows = comparison.rows(queries)
    if comparison.disagreements:
        raise DisagreementError("\n".join(comparison.disagreements[:_SHOWN]))
    body = {"query": {"term": {TEXT_FIELD: comparison.rare_word(queries)}}}
    fixed_us = comparison.fixed_us(body)
    n_segments = comparison.n_segments
    comparison.close()
    n_docs = indexing[FINDLING].documents
    server = _measure_server(corpus, n_docs, folder, body) if plan.server else None
    versions = {"findling": FINDLING_VERSION, **lucene.versions, "tantivy": TANTIVY_VERSION}
    return Run(
        corpus.name, n_docs, versions, indexing, rows, fixed_us, server, comparison.missing, n_segments=n_segments
    )


def _measure_server(corpus: Corpus, n_docs: int, folder: Path, body: dict[str, Any]) -> ServerFigures:
    with tempfile.TemporaryDirectory(dir=folder) as empty:
        return measure_server(corpus, n_docs, folder / FINDLING, Path(empty) / "data", body)


def _chosen(queries: Sequence[BenchmarkQuery], kinds: Sequence[str]) -> list[BenchmarkQuery]:
    return [query for query in queries if (query.mode if query.mode == "AGG" else query.kind) in kinds]


def _with_growth(result: Run, corpus: Corpus, results: Path) -> Run:
    smaller = earlier_result(results, corpus.once.name) if corpus.copies > 1 else None
    return result if smaller is None else replace(result, growth=growth(result, smaller))


def main() -> None:
    """Runs the benchmark and prints its tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=SAMPLE, help="JSON lines, plain or .zst")
    parser.add_argument("--limit", type=int, default=None, help="only the first documents")
    parser.add_argument("--copies", type=int, default=1, help="the documents so many times, with ids of their own")
    parser.add_argument("--queries", type=int, default=20, help="queries per kind")
    parser.add_argument("--kinds", nargs="*", default=[*MODES_OF, "AGG"], help="only these kinds of queries")
    parser.add_argument("--seed", type=int, default=SEED, help="draw other queries: to look for disagreements")
    parser.add_argument("--rounds", type=int, default=9, help="rounds per query")
    parser.add_argument("--cores", type=int, nargs="*", default=[1, 2], help="index on so many cores, 1 first")
    parser.add_argument("--no-server", action="store_true", help="start no servers: searching and indexing only")
    parser.add_argument("--indexes", type=Path, help="keep the indexes here, or use those of an earlier run")
    parser.add_argument("--results", type=Path, default=Path(__file__).parent / "results")
    arguments = parser.parse_args()
    plan = Plan(
        per_kind=arguments.queries,
        rounds=arguments.rounds,
        kinds=arguments.kinds,
        seed=arguments.seed,
        cores=arguments.cores,
        server=not arguments.no_server,
    )
    corpus = Corpus(arguments.corpus, arguments.limit, arguments.copies)
    # as installing does; without it, each start of a server compiles Python again
    compileall.compile_dir(findling.__path__[0], quiet=1)
    try:
        with tempfile.TemporaryDirectory() as temporary:
            folder = arguments.indexes or Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            result = _with_growth(run(corpus, folder, plan), corpus, arguments.results)
    except (JavaMissingError, DisagreementError, subprocess.CalledProcessError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
    print(write_report(result, arguments.results))


if __name__ == "__main__":
    main()
