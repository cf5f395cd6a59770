"""categorize_text: messages of a log, with the figures that Elasticsearch's own tests have."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError
from findling.search.aggs.bucket.categorization.categorizer import Categorizer
from findling.search.aggs.bucket.categorization.token_weights import TokenWeights
from tests.reference.aggs_case import AggsCase

NODE = "Node {} started"
FAILURE = "Failed to shutdown [error org.aaaa.bbbb.Cccc line {} caused by foo exception]"
FAILED = "Failed to shutdown error org.aaaa.bbbb.Cccc line caused by foo exception"
PROPERTIES = {"text": {"type": "text"}, "value": {"type": "long"}, "tag": {"type": "keyword"}}
MESSAGES = [NODE, FAILURE, NODE, NODE, NODE, FAILURE, NODE, NODE]
DOCUMENTS: list[dict[str, Any]] = [
    {"text": message.format(number), "value": number, "tag": "ab"[number % 2]}
    for number, message in enumerate(MESSAGES)
]
SPLITS = [[[DOCUMENTS]], [[DOCUMENTS[:3], DOCUMENTS[3:]]], [[DOCUMENTS[:2]], [DOCUMENTS[2:5], DOCUMENTS[5:]]]]


def run(path: Path, splits: list[list[list[dict[str, Any]]]], **parameters: Any) -> Any:
    inner = parameters.pop("aggs", {})
    case = AggsCase(path, PROPERTIES, splits)
    try:
        return case.one({"categorize_text": {"field": "text", **parameters}, "aggs": inner})
    finally:
        case.close()


@pytest.mark.parametrize("splits", SPLITS)
def test_messages(tmp_path: Path, splits: list[list[list[dict[str, Any]]]]) -> None:
    found = run(tmp_path, splits, aggs={"most": {"max": {"field": "value"}}})
    assert found["buckets"] == [
        {
            "doc_count": 6,
            "key": "Node started",
            "regex": ".*?Node.+?started.*?",
            "max_matching_length": 15,
            "most": {"value": 7.0},
        },
        {
            "doc_count": 2,
            "key": FAILED,
            "regex": ".*?" + ".+?".join(FAILED.replace(".", "\\.").split()) + ".*?",
            "max_matching_length": 83,
            "most": {"value": 5.0},
        },
    ]


def test_below_other_buckets(tmp_path: Path) -> None:
    case = AggsCase(tmp_path, PROPERTIES, SPLITS[2])
    found = case.one({"terms": {"field": "tag"}, "aggs": {"c": {"categorize_text": {"field": "text"}}}})
    counts = {
        bucket["key"]: [(each["key"], each["doc_count"]) for each in bucket["c"]["buckets"]]
        for bucket in found["buckets"]
    }
    assert counts == {"a": [("Node started", 4)], "b": [(FAILED, 2), ("Node started", 2)]}
    case.close()


@pytest.mark.parametrize(
    ("parameters", "keys"),
    [
        ({"size": 1}, ["Node started"]),
        ({"min_doc_count": 3}, ["Node started"]),
        ({"categorization_filters": ["Node", "\\[.*\\]"]}, ["started", "Failed to shutdown"]),
        (
            {"categorization_analyzer": {"tokenizer": "ml_standard", "filter": ["lowercase"]}},
            ["node started", FAILED.lower()],
        ),
        ({"categorization_analyzer": "keyword", "size": 1, "max_unique_tokens": 5}, ["Node 0 started"]),
        ({"field": "nothing_here", "similarity_threshold": 100}, []),
    ],
)
def test_parameters(tmp_path: Path, parameters: dict[str, Any], keys: list[str]) -> None:
    assert [bucket["key"] for bucket in run(tmp_path, SPLITS[0], **parameters)["buckets"]] == keys


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"size": 0}, "[size] must be greater than 0. Found [0] in [a]"),
        ({"min_doc_count": -1}, "[min_doc_count] must be greater than or equal to 0. Found [-1] in [a]"),
        ({"similarity_threshold": 101}, "[similarity_threshold] must be in the range [1, 100]. Found [101] in [a]"),
        ({"categorization_filters": ["a", "a"]}, "categorization_filters contain duplicates"),
        ({"categorization_filters": ["("]}, "categorization_filters contains invalid regular expression '('"),
        ({"categorization_analyzer": "none"}, "Failed to find global analyzer [none]"),
        ({"similarity_threshold": 100}, "threshold must be between 0.01 and 0.99: got 1.0"),
    ],
)
def test_refused(tmp_path: Path, parameters: dict[str, Any], reason: str) -> None:
    with pytest.raises(FindlingError) as refused:
        run(tmp_path, SPLITS[0], **parameters)
    error: BaseException = refused.value
    assert str(error.__cause__ or error) == reason


def test_weights_of_tokens() -> None:
    tokens = ["Info", "my_host", "web", "service", "starting", "user123", "a", "cool", "web", "service"]
    assert TokenWeights(tokens).weights == [3, 1, 3, 3, 31, 1, 1, 3, 3, 13]


def test_what_happens_to_one_thing_is_told_apart() -> None:
    categorizer = Categorizer(0.7)
    thing = "org.apache.coyote.http11.Http11BaseProtocol"
    found = [categorizer.add_text([thing, what], 60, 1).number for what in ("destroy", "init", "start", "stop", "init")]
    assert found == [0, 1, 2, 3, 1]
    assert [category.number for category in categorizer.categories] == [1, 0, 2, 3]


def test_tokens_in_another_order_are_left_out_of_the_regular_expression() -> None:
    categorizer = Categorizer(0.01)
    categorizer.add_text(["a1", "b1", "c1", "d1"], 11, 1)
    category = categorizer.add_text(["d1", "a1", "b1", "x1"], 11, 1)
    assert (category.key(), category.regex()) == (["a1", "b1", "d1"], ".*?a1.+?b1.*?")
