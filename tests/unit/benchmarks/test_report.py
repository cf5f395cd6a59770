"""The bar, the tables and the JSON of a run."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.bar import Line, bar_of
from benchmarks.engine import FINDLING, FROM_JSON, LUCENE, TANTIVY, Indexing, Timing
from benchmarks.growth import earlier_result, growth
from benchmarks.over_http import ServerFigures
from benchmarks.queries import BenchmarkQuery
from benchmarks.report import to_markdown, write_report
from benchmarks.result import Row, Run, geometric_mean


def timing(us: float) -> Timing:
    return Timing(us, us, us, us)


def row(kind: str, mode: str, ours: float, theirs: float, aggregation: str = "", inner: float | None = None) -> Row:
    query = BenchmarkQuery(0, kind, mode, () if kind == "all" else ("bird",), aggregation)
    tantivy = None if kind == "prefix" else timing(2 * ours)
    return Row(
        query, timing(ours), None if inner is None else timing(inner), timing(theirs), tantivy, timing(1.2 * ours)
    )


SERVER = ServerFigures(0.5, 0.9, 60_000_000, 140_000_000, 150_000_000, 400.0, {"generated ids": 60_000.0}, 300_000_000)
RUN = Run(
    corpus="birds",
    n_docs=1_000,
    versions={"findling": "1", "lucene": "9"},
    indexing={
        FINDLING: Indexing(1_000, 1, 1, 1, 1, 90, 200_000_000),
        LUCENE: Indexing(1_000, 2.5, 3, 3, 4, 100, 10),
        TANTIVY: Indexing(1_000, 0.8, 1, 1, 1, 100, 10),
        FROM_JSON: Indexing(1_000, 2, 2, 2, 2, 100, 10),
    },
    rows=[
        row("or_2", "TOP_10", 200, 400, inner=100),
        row("or_2", "TOP_10_IDS", 100, 400),
        row("prefix", "TOP_10", 100, 50),
        row("all", "AGG", 100, 1_000, "terms_few"),
        row("term", "AGG", 100, 200, "terms_few"),
        row("term", "AGG", 100, 50, "terms_few"),
    ],
    fixed_us=70,
    server=SERVER,
    missing={},
    n_segments=12,
)


def bar() -> dict[str, Line]:
    return {line.what: line for line in bar_of(RUN)}


def test_lines_of_the_bar_count_the_queries_they_name() -> None:
    measured = {what: line.measured for what, line in bar().items()}
    assert measured["unions, intersections, phrases: kernel / Lucene (1 queries)"] == 0.25
    assert measured["queries where Lucene needs 300 µs: whole / Lucene (1 queries)"] == 0.5
    assert measured["prefix, wildcard, fuzzy: whole / Lucene (1 queries)"] == 2.0
    assert measured["aggregations, mean over the table's rows: whole / Lucene"] == pytest.approx(math.sqrt(0.1))
    assert measured["- every query alike (3 queries)"] == pytest.approx(0.1 ** (1 / 3))
    assert measured["searches over 12 segments / over one"] == pytest.approx(1.2)
    assert measured["indexing, documents per CPU s / Lucene"] == 2.5
    assert measured["peak memory while indexing 1,000 documents"] == 300


def test_verdicts() -> None:
    verdicts = {what: line.verdict for what, line in bar().items()}
    assert verdicts["prefix, wildcard, fuzzy: whole / Lucene (1 queries)"] == "**missed**"
    assert verdicts["one-term search, ten sources, dict to dict, CPU"] == "aim"
    assert verdicts["indexing, documents per CPU s / Lucene"] == "yes"
    assert verdicts["idle server, index open"] == "**missed**"
    assert verdicts["range, filter, sort where Lucene needs 200 µs: whole / Lucene (0 queries)"] == ""
    assert Line("", 0.9, 1.5, 0.8, most=False).verdict == "**missed**"


def test_every_group_is_a_row_of_the_table_and_the_short_answer_is_at_the_end() -> None:
    markdown = to_markdown(RUN, "2026-01-01")
    assert "| or TOP_10 | 1 | 0.50 | 0.25 | 0.50 | 0.50 | 1.20 | 0.50 | 200, 100, 400, 400 |" in markdown
    assert "| terms_few, with a query | 2 | 1.00 |" in markdown
    assert markdown.splitlines()[-2:] == [
        "Against Tantivy, time of a search (term, union, intersection, TOP_10): 0.50, geometric mean of 1 if it tells "
        "the ids of the hits too, 0.50, geometric mean of 1 if it need not.",
        "Against Tantivy, documents per CPU second: 0.80 (its documents ready-made), 2.00 (JSON).",
    ]


def test_a_result_is_written_and_found_again(tmp_path: Path) -> None:
    assert write_report(RUN, tmp_path).startswith("# birds")
    result = earlier_result(tmp_path, "birds")
    assert result is not None
    assert result["rows"][0]["findling"]["cpu_min_us"] == 200
    assert result["server"]["http_us"] == 400
    assert [line["what"] for line in result["bar"] if line["verdict"] == "missed"] == [
        "prefix, wildcard, fuzzy: whole / Lucene (1 queries)",
        "indexing, documents per CPU s / Tantivy, finished documents",
        "idle server, index open",
    ]
    assert earlier_result(tmp_path, "bird") is None


def test_growth_is_one_if_time_and_memory_grow_as_the_documents(tmp_path: Path) -> None:
    write_report(RUN, tmp_path)
    smaller = json.loads(next(tmp_path.glob("*.json")).read_text())
    larger = replace(
        RUN,
        corpus="birds-x4",
        n_docs=4_000,
        rows=[row("or_2", "TOP_10", 800, 1), row("prefix", "TOP_10", 100, 1), row("prefix", "TOP_100", 1, 1)],
        indexing={FINDLING: replace(RUN.indexing[FINDLING], peak_bytes=400_000_000)},
        server=replace(SERVER, after_search_bytes=300_000_000),
    )
    found = growth(larger, smaller)
    assert found is not None
    assert (found.times_documents, found.queries, found.memory, found.peak) == (4, 2, 0.5, 0.5)
    assert found.time == pytest.approx(0.5)
    assert found.worst == 1.0
    assert growth(replace(larger, server=None), smaller) is None


def test_geometric_mean() -> None:
    assert geometric_mean([0.25, 1.0]) == 0.5
    assert math.isnan(geometric_mean([]))
