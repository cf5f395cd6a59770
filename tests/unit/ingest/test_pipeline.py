"""Batches of documents through pipelines: who goes on, who fails, who is handled."""

from typing import Any

import pytest

from findling.base.errors import FindlingError
from findling.ingest.document import IngestDocument
from findling.ingest.pipeline import Pipeline
from findling.ingest.processor import Failure
from findling.ingest.services import IngestServices


def _documents(*sources: dict[str, Any]) -> list[IngestDocument]:
    return [IngestDocument(source, {"_index": "i", "_id": "1", "_version": -3}, "now") for source in sources]


def _pipeline(*processors: dict[str, Any], **members: Any) -> Pipeline:
    return Pipeline.parse("p", {"processors": list(processors), **members}, IngestServices())


def test_documents_of_a_batch_go_their_own_ways() -> None:
    pipeline = _pipeline(
        {"rename": {"field": "a", "target_field": "b", "tag": "r"}},
        {"drop": {"if": "ctx.b == 2"}},
        {"terminate": {"if": "ctx.b == 3"}},
        {"set": {"field": "last", "value": True}},
    )
    documents = _documents({"a": 1}, {"x": 1}, {"a": 2}, {"a": 3})
    failures = pipeline.run(documents)
    assert list(failures) == [1]
    failure = failures[1]
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.tag, failure.error.reason) == ("rename", "r", "field [a] doesn't exist")
    assert [document.source for document in documents] == [{"b": 1, "last": True}, {"x": 1}, {"b": 2}, {"b": 3}]
    assert [document.is_dropped for document in documents] == [False, False, True, False]


def test_what_handles_failures_knows_of_them() -> None:
    told = "{{_ingest.on_failure_message}}/{{_ingest.on_failure_processor_type}}/{{_ingest.on_failure_processor_tag}}"
    handler = {"set": {"field": "error", "value": told}}
    pipeline = _pipeline(
        {"fail": {"message": "no {{a}}", "tag": "t", "on_failure": [handler]}}, {"set": {"field": "n", "value": 1}}
    )
    documents = _documents({"a": 1}, {"a": 2})
    assert pipeline.run(documents) == {}
    assert [document.source for document in documents] == [
        {"a": 1, "error": "no 1/fail/t", "n": 1},
        {"a": 2, "error": "no 2/fail/t", "n": 1},
    ]
    assert documents[0].ingest == {"timestamp": "now"}


def test_a_pipeline_ends_where_its_own_handler_begins() -> None:
    pipeline = _pipeline(
        {"fail": {"message": "m", "if": "ctx.a == 1"}},
        {"set": {"field": "n", "value": 1}},
        on_failure=[{"set": {"field": "handled", "value": True}}],
    )
    documents = _documents({"a": 1}, {"a": 2})
    assert pipeline.run(documents) == {}
    assert [document.source for document in documents] == [{"a": 1, "handled": True}, {"a": 2, "n": 1}]


def test_pipelines_may_not_go_in_circles() -> None:
    services = IngestServices()
    pipelines: dict[str, Pipeline] = {}
    services.pipeline = pipelines.get
    for name, other in (("a", "b"), ("b", "a")):
        pipelines[name] = Pipeline.parse(name, {"processors": [{"pipeline": {"name": other}}]}, services)
    failure = pipelines["a"].run(_documents({}))[0]
    assert isinstance(failure, Failure)
    assert (failure.error.type, failure.error.reason) == ("graph_structure_exception", "Cycle detected for pipeline: a")
    assert failure.pipeline == "b"


def test_counters_go_on_with_a_new_form_of_a_pipeline() -> None:
    before, after = _pipeline({"set": {"field": "a", "value": 1}}), _pipeline({"set": {"field": "a", "value": 2}})
    before.run(_documents({}, {}))
    after.take_counters(before)
    after.run(_documents({}))
    shown = after.render_counters()
    assert (shown["count"], shown["processors"][0]["set"]["stats"]["count"]) == (3, 3)


def test_columns_of_dates_are_what_single_dates_are() -> None:
    pipeline = _pipeline({"date": {"field": "t", "formats": ["dd/MM/yyyy HH:mm:ss"]}})
    sources = [{"t": f"0{1 + i % 9}/02/2020 1{i % 10}:00:0{i % 7}"} for i in range(40)]
    together, alone = _documents(*map(dict, sources)), _documents(*map(dict, sources))
    pipeline.run(together)
    for document in alone:
        pipeline.run([document])
    assert [document.source for document in together] == [document.source for document in alone]
    assert together[0].source["@timestamp"] == "2020-02-01T10:00:00.000Z"


@pytest.mark.parametrize(
    ("processor", "reason"),
    [
        ({"nope": {}}, "No processor type exists with name [nope]"),
        ({"set": {"field": "a", "value": 1, "x": 1}}, "processor [set] doesn't support one or more provided "
         "configuration parameters [x]"),
        ({"set": {"field": "a", "value": 1, "on_failure": []}}, "[on_failure] processors list cannot be empty"),
    ],
)  # fmt: skip
def test_what_is_no_processor_is_refused(processor: dict[str, Any], reason: str) -> None:
    with pytest.raises(FindlingError) as raised:
        _pipeline(processor)
    assert raised.value.reason == reason
