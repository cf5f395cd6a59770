"""What every aggregation is examined for. A check takes the engine and the aggregation's feature; it asserts."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import orjson

from tests.batteries.compare import differences
from tests.batteries.engine import Engine
from tests.batteries.features import Feature, Json
from tests.batteries.query import REFUSALS, server_error
from tests.batteries.requests import UNKNOWN, aggs_body, shown, with_parameter
from tests.batteries.wrong_types import wrongly_typed
from tests.reference.aggs_reference import EVALUATORS, evaluate

SUMS = 1e-9  # relative: figures are added up in other orders
PARTS = 3
Check = Callable[[Engine, Feature], None]
AGGREGATION_CHECKS: list[Check] = []


def check(function: Check) -> Check:
    AGGREGATION_CHECKS.append(function)
    return function


def results(engine: Engine, feature: Feature, shape: str, aggs: Json, query: Any = None) -> Json:
    """Returns the `aggregations` of a search that succeeds on all shards."""
    found: Json = shown(engine.found(feature, shape, aggs_body(aggs, query))["aggregations"])
    return found


def assert_same(left: Any, right: Any, about: Any) -> None:
    assert list(differences(left, right, SUMS)) == [], about


@check
def equals_the_slow_reference(engine: Engine, feature: Feature) -> None:
    """Results are those of the definition, evaluated over lists of documents."""
    if feature.name not in EVALUATORS:
        return
    assert feature.spec.get("reference"), "the slow reference knows this aggregation: give examples for it"
    documents = list(feature.corpus()["documents"].values())
    for example in feature.spec["reference"]:
        aggs = feature.in_place(example)
        assert_same(results(engine, feature, "segments", aggs), evaluate(aggs, documents), example)


@check
def several_segments_and_shards_are_one(engine: Engine, feature: Feature) -> None:
    for example in feature.examples:
        aggs = feature.in_place(example)
        expected = results(engine, feature, "one", aggs)
        if feature.is_exact(example):
            assert_same(results(engine, feature, "segments", aggs), expected, example)
            assert_same(results(engine, feature, "shards", aggs), expected, example)


@check
def deleted_documents_do_not_count(engine: Engine, feature: Feature) -> None:
    if "by_number" in feature.spec:
        return
    for example in feature.examples:
        aggs = feature.in_place(example)
        assert_same(results(engine, feature, "deleted", aggs), results(engine, feature, "one", aggs), example)


@check
def merges_in_any_order(engine: Engine, feature: Feature) -> None:
    orders = list(itertools.permutations(range(PARTS)))
    for example in filter(feature.is_exact, feature.examples):
        first, *others = engine.in_orders(feature, feature.in_place(example), orders)
        for other in others:
            assert_same(other, first, example)


@check
def partials_travel_as_bytes(engine: Engine, feature: Feature) -> None:
    for example in feature.examples:
        sent, received = engine.as_bytes(feature, feature.in_place(example))
        assert orjson.dumps(received) == orjson.dumps(sent), example


@check
def below_a_bucket_is_that_buckets_search(engine: Engine, feature: Feature) -> None:
    """Below `terms`, every bucket has what a search for its term gives."""
    if "nested_alone" in feature.spec:
        return
    for example in filter(feature.is_exact, feature.examples):
        aggs = feature.in_place(example)
        for shape in ("one", "segments"):
            below = results(engine, feature, shape, {"t": {"terms": {"field": "tag"}, "aggs": aggs}})
            assert len(below["t"]["buckets"]) > 3
            for bucket in below["t"]["buckets"]:
                alone = results(engine, feature, shape, aggs, {"term": {"tag": bucket["key"]}})
                assert_same({name: bucket[name] for name in alone}, alone, (example, bucket["key"]))


@check
def over_nothing_has_the_same_members(engine: Engine, feature: Feature) -> None:
    """No documents, no matches and an unmapped field give the same result, of the same members as others."""
    for example in feature.examples:
        aggs = feature.in_place(example)
        without = results(engine, feature, "one", aggs, {"match_none": {}})
        beyond = feature.name == "global" or "beyond_hits" in feature.spec
        if not beyond and example[feature.name].get("min_doc_count") != 0:
            assert_same(results(engine, feature, "empty", aggs), without, example)
            assert_same(results(engine, feature, "segments", aggs, {"match_none": {}}), without, example)
        assert set(without) == set(aggs)


@check
def missing_stands_for_a_value(engine: Engine, feature: Feature) -> None:
    """With `missing`, documents without a value count as if they had that one."""
    if "missing" not in feature.spec:
        return
    field, value = feature.spec["missing"]["field"], feature.spec["missing"]["value"]
    filled = engine.filled(field, value)
    about = [example for example in feature.examples if example[feature.name].get("field") == field]
    # children look at the filled field too, and a format is that of the value
    plain_ones = [example for example in about if "aggs" not in example and "format" not in example[feature.name]]
    assert plain_ones, f"no plain example about {field}"
    for example in plain_ones:
        plain = {key: entry for key, entry in example[feature.name].items() if key != "missing"}
        aggs = feature.in_place({**example, feature.name: plain})
        answer = engine.api.post(f"/{filled}/_search", aggs_body(aggs))
        assert answer.status == 200, answer.text
        replaced = feature.in_place({**example, feature.name: {**plain, "missing": value}})
        assert_same(results(engine, feature, "segments", replaced), shown(answer.body["aggregations"]), example)


@check
def unknown_parameters_are_refused(engine: Engine, feature: Feature) -> None:
    if "only_a_query" in feature.spec:
        return
    changed = with_parameter(feature, feature.examples[0], UNKNOWN, 1)
    answer = engine.search(feature, "one", aggs_body(feature.in_place(changed)))
    assert answer.status == 400, answer.text
    assert answer.error[1] in REFUSALS, answer.text
    # some of Elasticsearch's messages do not name the parameter
    assert feature.spec.get("unknown_is_told_as", UNKNOWN) in answer.error[2], answer.text


@check
def wrong_types_are_no_server_errors(engine: Engine, feature: Feature) -> None:
    faults: list[str] = []
    for example in feature.examples:
        for change, changed in wrongly_typed(example[feature.name]):
            body = aggs_body(feature.in_place({**example, feature.name: changed}))
            faults += server_error(engine, feature, change, body)
    assert not faults, f"{len(faults)}:\n" + "\n".join(faults[:20])


@check
def a_profile_changes_nothing(engine: Engine, feature: Feature) -> None:
    for example in feature.examples:
        body = aggs_body(feature.in_place(example))
        found = engine.found(feature, "one", {**body, "profile": True})
        assert found["profile"]["shards"][0]["aggregations"], example
        assert found["aggregations"] == engine.found(feature, "one", body)["aggregations"], example


@check
def refused_requests_are_refused(engine: Engine, feature: Feature) -> None:
    for example in feature.spec.get("refused", []):
        assert engine.search(feature, "one", aggs_body(feature.in_place(example))).status == 400, example


@check
def names_and_meta_are_given_back(engine: Engine, feature: Feature) -> None:
    for example in feature.examples:
        aggs = feature.in_place({**example, "meta": {"unit": "m", "deep": {"list": [1]}}})
        if "no_result" not in feature.spec:
            assert '"meta":{"unit":"m","deep":{"list":[1]}}' in engine.search(feature, "one", aggs_body(aggs)).text
        typed = engine.found(feature, "one", aggs_body(aggs), "?typed_keys=true")["aggregations"]
        assert {name.partition("#")[2] for name in typed} == set(aggs), example
        json.dumps(typed, allow_nan=False)
