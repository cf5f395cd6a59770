"""Intervals that a script filters."""

from pathlib import Path

import pytest

from findling.script.contexts.intervals import INTERVAL
from findling.script.engine import compile_script
from findling.search.query.intervals.combined_sources import in_order
from findling.search.query.intervals.interval_query import IntervalQuery
from findling.search.query.intervals.interval_source import IntervalSource, TermSource
from findling.search.query.intervals.related_sources import before
from findling.search.query.intervals.scripted_source import ScriptedSource
from findling.search.script.door import IntervalScript
from tests.reference.search_case import SearchCase

A, B, C = (TermSource("t", word) for word in (b"a", b"b", b"c"))


def scripted(source: IntervalSource, script: str) -> ScriptedSource:
    return ScriptedSource(source, script, IntervalScript(compile_script(script, INTERVAL)))


@pytest.fixture
def case(tmp_path: Path) -> SearchCase:
    made = SearchCase(tmp_path, {"t": {"type": "text"}})
    made.add({"one": {"t": "a b a b c a b"}, "two": {"t": "c c a c b"}, "three": {"t": "x"}})
    return made


@pytest.mark.parametrize(
    ("source", "freqs"),
    [
        # the intervals of `a`: 0, 2 and 5 in the first document, 2 in the second
        (scripted(A, "interval.start > 2"), [1.0]),
        (scripted(A, "interval.start >= 2"), [2.0, 1.0]),
        (scripted(A, "false"), []),
        (scripted(in_order([A, B]), "interval.gaps == 0"), [3.0]),
        (scripted(in_order([A, B]), "interval.end - interval.start == 2"), [0.5]),
        (in_order([scripted(A, "interval.start > 1"), C]), [0.5, 1.0]),
        (before(C, scripted(B, "interval.end == 6 || interval.end == 4")), [1.0, 3.0]),
    ],
)
def test_what_is_left_counts(case: SearchCase, source: IntervalSource, freqs: list[float]) -> None:
    ctx = case.context()
    weight = IntervalQuery(field="t", source=source).weight(ctx, True)
    (segment,) = ctx.segments
    scores = weight.score(segment).scores
    assert scores.tolist() == pytest.approx([freq / (1 + freq) for freq in freqs])


def test_what_a_script_has_said_is_not_remembered(case: SearchCase) -> None:
    plain, filtered = (
        IntervalQuery(field="t", source=source).weight(case.context(), False)
        for source in (in_order([A, B]), in_order([A, scripted(B, "true")]))
    )
    assert plain.cacheable
    assert not filtered.cacheable
