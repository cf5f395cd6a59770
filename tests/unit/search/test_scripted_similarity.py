"""Similarities that scripts compute; scores, explanations and messages are those of Elasticsearch 9.1."""

from collections.abc import Iterator
from typing import Any

import pytest

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.mapping.mapping import Mapping
from findling.mapping.similarity import check_similarity
from findling.search.explanation import shortest_float
from tests.reference.search_case import SearchCase

NEITHER = "must specify either [source] for an inline script or [id] for a stored script"
IDF = "double idf = Math.log((field.docCount + 1.0) / (term.docFreq + 1.0)) + 1.0; "
TF = "double tf = Math.sqrt(doc.freq); double norm = 1 / Math.sqrt(doc.length); "
SIMILARITIES = {
    "whole": {"type": "scripted", "script": {"source": IDF + TF + "return query.boost * tf * idf * norm;"}},
    "parts": {
        "type": "scripted",
        "weight_script": {"source": IDF + "return query.boost * idf;"},
        "script": {"source": TF + "return weight * tf * norm;"},
    },
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchCase]:
    case = SearchCase(tmp_path_factory.mktemp("scripted"), {})
    properties = {name: {"type": "text", "similarity": name} for name in SIMILARITIES}
    case.mapping = Mapping.from_json({"properties": properties}, case.analysis, {"similarity": SIMILARITIES})
    case.add({str(n): dict.fromkeys(SIMILARITIES, f"foo bar foo baz {n}") for n in (1, 2, 3)})
    yield case
    case.shard.close()


def top(case: SearchCase, body: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    ctx, weight = case.weight(body)
    segment = ctx.segments[0]
    scored = weight.score(segment)
    return float(scored.scores[0]), weight.explain(segment, 0).render()


@pytest.mark.parametrize("field", SIMILARITIES)
def test_scores(case: SearchCase, field: str):
    score, explanation = top(case, {"match": {field: {"query": "foo", "boost": 1.7}}})
    assert (shortest_float(score), explanation["value"]) == (1.0751745, 1.0751745)
    assert shortest_float(top(case, {"match_phrase": {field: "foo bar"}})[0]) == 0.8944272


def test_explanations(case: SearchCase):
    [detail] = top(case, {"match": {"whole": {"query": "foo", "boost": 1.7}}})[1]["details"]
    source = SIMILARITIES["whole"]["script"]["source"]
    assert detail["description"] == (
        "score from ScriptedSimilarity(weightScript=[null], script=[Script{type=inline, lang='painless', idOrCode="
        f"'{source}', options={{}}, params={{}}}}]) computed from:"
    )
    assert [(part["value"], part["description"]) for part in detail["details"]] == [
        (1.0, "weight"), (1.7, "query.boost"), (3, "field.docCount"), (12, "field.sumDocFreq"),
        (15, "field.sumTotalTermFreq"), (3, "term.docFreq"), (6, "term.totalTermFreq"), (2.0, "doc.freq"),
        (5, "doc.length"),
    ]  # fmt: skip
    [phrase] = top(case, {"match_phrase": {"parts": "foo bar"}})[1]["details"]
    assert (phrase["description"], [part["value"] for part in phrase["details"]]) == ("Sum of:", [0.4472136, 0.4472136])


def shown(source: str, score: str, freq: int, length: int) -> str:
    return (
        f"{score} = score from ScriptedSimilarity(weightScript=[null], script=[Script{{type=inline, lang='painless', "
        f"idOrCode='{source}', options={{}}, params={{}}}}]) computed from:\n  1.0 = weight\n  2.0 = query.boost\n"
        "  1100 = field.docCount\n  2000 = field.sumDocFreq\n  3000 = field.sumTotalTermFreq\n  100 = term.docFreq\n"
        f"  130 = term.totalTermFreq\n  {freq} = doc.freq\n  {length} = doc.length\n"
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("-1.0", "Similarities should not return negative scores:\n" + shown("-1.0", "-1.0", 1, 20)),
        (
            "doc.length * 1.0",
            "Similarity scores should not increase when norm increases:\n"
            + shown("doc.length * 1.0", "1.0", 1, 1)
            + "\n"
            + shown("doc.length * 1.0", "2.0", 1, 2),
        ),
        (
            "1.0 / doc.freq",
            "Similarity scores should not decrease when term frequency increases:\n"
            + shown("1.0 / doc.freq", "1.0", 1, 20)
            + "\n"
            + shown("1.0 / doc.freq", "0.5", 2, 20),
        ),
    ],
)
def test_scripts_that_would_break_searches(source: str, reason: str):
    with pytest.raises(IllegalArgumentError) as caught:
        check_similarity("mine", {"type": "scripted", "script.source": source})
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("definition", "kind", "reason"),
    [
        (
            {},
            "illegal_argument_exception",
            NEITHER,
        ),
        (
            {"script": "1.0"},
            "illegal_argument_exception",
            NEITHER,
        ),
        ({"script.id": "abc"}, "resource_not_found_exception", "unable to find script [abc] in cluster state"),
        ({"script.source": "1.0", "script.foo": 1}, "x_content_parse_exception", "[script] unknown field [foo]"),
        ({"script.source": "doc.size"}, "script_exception", "compile error"),
    ],
)
def test_definitions_that_are_wrong(definition: dict[str, Any], kind: str, reason: str):
    with pytest.raises(FindlingError) as caught:
        check_similarity("mine", {"type": "scripted", **definition})
    assert caught.value.type == kind
    assert caught.value.reason.endswith(reason)


def test_unknown_settings_are_left_alone():
    assert check_similarity("mine", {"type": "scripted", "script.source": "1.0", "foo": 1}).kind == "scripted"
