"""What every field type does for a client: one table, each row tried through the REST API."""

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.inference.functions import register_function
from findling.mapping.field_type import type_class
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Answer, Api
from tests.unit.mapping.test_type_battery import NAMES, SINGLE, TYPES, WITH_PARAMETERS

# one may sort by them, but they make no buckets
WITHOUT_BUCKETS = ("aggregate_metric_double",)
UNSORTABLE = ("geo_point", "histogram", *WITHOUT_BUCKETS)
SORTABLE = [
    name for name in NAMES if TYPES[name].aggregatable and not name.endswith("_range") and name not in UNSORTABLE
]
# `exists` finds every document: the value is the index's
CONSTANT = "constant_keyword"
UNSEARCHABLE = ("binary", "rank_features")
Create = Callable[..., str]


register_function("lengths", lambda request: [[float(len(text)), 1.0] for text in request.inputs])


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder: Path = tmp_path_factory.mktemp("types")
    with Node(NodeConfig(data=folder / "data", sync=False, background=False, threads=2)) as node:
        api = Api(node)
        api.put("/_inference/text_embedding/x", {"service": "function", "service_settings": {"function": "lengths"}})
        yield api


@pytest.fixture(autouse=True)
def _no_index_stays(api: Api) -> Iterator[None]:
    """There may be 1,000 shards."""
    yield
    for index in api.get("/_cat/indices?format=json&h=index").body:
        api.delete(f"/{index['index']}")


@pytest.fixture(scope="module")
def create(api: Api) -> Create:
    """Returns a function: type, parameters -> name of a new index with a field `f` of that type."""
    numbers = itertools.count()

    def make(name: str, around: dict[str, Any] | None = None, **parameters: Any) -> str:
        index = f"index-{next(numbers)}"
        definition = {"type": name, **TYPES[name].parameters, **parameters}
        answer = api.put(f"/{index}", {"mappings": {"properties": {"f": definition, **(around or {})}}})
        assert answer.status == 200, answer.text
        return index

    return make


def put(api: Api, index: str, doc_id: str, value: Any, field: str = "f") -> Answer:
    return api.put(f"/{index}/_doc/{doc_id}?refresh=true", {field: value})


def exists(api: Api, index: str, field: str = "f") -> list[str]:
    """Returns the ids of the documents with a value, none of a type that refuses to tell."""
    body = {"query": {"exists": {"field": field}}}
    answer = api.post(f"/{index}/_search", body)
    if answer.status == 400 and "[rank_features] fields do not support [exists] queries" in answer.text:
        return []
    return sorted(api.ids(f"/{index}/_search", body))


def takes(name: str, parameter: str) -> bool:
    return parameter in type_class(name, "f").PARAMETERS


@pytest.mark.parametrize("name", NAMES)
def test_values_nulls_and_nothing(api: Api, create: Create, name: str) -> None:
    """A value is there, shown as it was sent; null and the empty array are no values."""
    index, good = create(name), TYPES[name].good[0]
    for doc_id, value in (("value", good), ("null", None), ("empty", []), ("nulls", [None])):
        if name in ("dense_vector", "knn_vector", "rank_vectors") and isinstance(value, list) and doc_id != "value":
            continue  # arrays are values
        refused = name == "percolator" and value in (None, [None])
        assert put(api, index, doc_id, value).status == (400 if refused else 201)  # null is no query
    assert api.get(f"/{index}/_doc/value").body["_source"] == {"f": good}
    if name != "percolator":
        assert api.get(f"/{index}/_doc/null").body["_source"] == {"f": None}
    if name == CONSTANT:
        assert len(exists(api, index)) == 4
    else:
        assert exists(api, index) == ([] if name in UNSEARCHABLE else ["value"])


@pytest.mark.parametrize("name", NAMES)
def test_bad_values_name_field_value_and_document(api: Api, create: Create, name: str) -> None:
    """In a bulk each bad document fails by itself."""
    index = create(name)
    good, bad = TYPES[name].good[0], TYPES[name].bad
    for number, value in enumerate(bad):
        answer = put(api, index, f"bad-{number}", value)
        status, kind, reason = answer.error
        assert (status, kind) == (400, "document_parsing_exception"), value
        assert answer.body["error"]["caused_by"]["reason"]
        if type_class(name, "f").names_field_in_errors:
            assert f"failed to parse field [f] of type [{name}] in document with id 'bad-{number}'" in reason
            assert "Preview of field's value: '" in reason
        assert api.get(f"/{index}/_doc/bad-{number}").status == 404
    lines = [{"index": {"_id": "a"}}, {"f": bad[0]}, {"index": {"_id": "b"}}, {"f": good}]
    answer = api.post(f"/{index}/_bulk?refresh=true", "".join(json.dumps(line) + "\n" for line in lines))
    assert [item["index"]["status"] for item in answer.body["items"]] == [400, 201]
    assert answer.body["items"][0]["index"]["error"]["type"] == "document_parsing_exception"


@pytest.mark.parametrize("name", WITH_PARAMETERS)
def test_ignore_malformed(api: Api, create: Create, name: str) -> None:
    """The document is taken, the field is not, and `_ignored` names it."""
    if not takes(name, "ignore_malformed"):
        answer = api.put("/refused", {"mappings": {"properties": {"f": {"type": name, "ignore_malformed": True}}}})
        assert f"unknown parameter [ignore_malformed] on mapper [f] of type [{name}]" in answer.error[2]
        return
    index = create(name, ignore_malformed=True)
    bad = next(value for value in TYPES[name].bad if not (name == "geo_point" and value == "91,0"))
    assert put(api, index, "bad", bad).status == 201
    assert put(api, index, "good", TYPES[name].good[0]).status == 201
    assert exists(api, index) == ["good"]
    (hit,) = api.post(f"/{index}/_search", {"query": {"exists": {"field": "_ignored"}}}).body["hits"]["hits"]
    assert (hit["_id"], hit["_ignored"], hit["_source"]) == ("bad", ["f"], {"f": bad})
    if not name.startswith("geo_"):
        assert put(api, index, "object", {"a": 1}).error[1] == "document_parsing_exception"


@pytest.mark.parametrize("name", NAMES)
def test_ignore_malformed_of_the_index(api: Api, create: Create, name: str) -> None:
    """`index.mapping.ignore_malformed` is for types that have the parameter, unless they say otherwise."""
    bad = next((value for value in TYPES[name].bad if not isinstance(value, dict) and value != "91,0"), {"a": 1})
    definition = {"type": name, **TYPES[name].parameters}
    for number, own in enumerate(({}, {"ignore_malformed": False})):
        if own and not takes(name, "ignore_malformed"):
            continue
        index = f"{create(name)}-{number}"
        body = {"mappings": {"properties": {"f": {**definition, **own}}}}
        api.put(f"/{index}", {**body, "settings": {"index.mapping.ignore_malformed": True}})
        taken = takes(name, "ignore_malformed") and not own
        assert put(api, index, "1", bad).status == (201 if taken else 400), bad


@pytest.mark.parametrize("name", [name for name in NAMES if TYPES[name].null_value is not None])
def test_null_value(api: Api, create: Create, name: str) -> None:
    """Null counts as this value; no value and the empty array do not."""
    index = create(name, null_value=TYPES[name].null_value)
    for doc_id, value in (("null", None), ("nulls", [None]), ("empty", [])):
        put(api, index, doc_id, value)
    api.put(f"/{index}/_doc/none?refresh=true", {})
    assert exists(api, index) == ["null", "nulls"]
    assert api.get(f"/{index}/_doc/null").body["_source"] == {"f": None}


@pytest.mark.parametrize("name", [name for name in NAMES if takes(name, "ignore_above")])
def test_ignore_above(api: Api, create: Create, name: str) -> None:
    """Longer values, in UTF-16 units, stay in the source only."""
    index = create(name, ignore_above=3)
    for doc_id, text in (("short", "abc"), ("pair", "a😀"), ("long", "abcd"), ("pairs", "😀😀")):
        put(api, index, doc_id, {"k": text} if name == "flattened" else text)
    assert exists(api, index) == ["pair", "short"]
    if name != "flattened":
        assert sorted(api.ids(f"/{index}/_search", {"query": {"term": {"_ignored": "f"}}})) == ["long", "pairs"]


@pytest.mark.parametrize(
    "name", [name for name in NAMES if takes(name, "coerce") and name not in ("geo_shape", "shape")]
)
def test_coerce(api: Api, create: Create, name: str) -> None:
    """Texts are read as numbers, unless that is switched off, for the field or for the index."""
    text: Any = {"gte": "::1" if name == "ip_range" else "1"} if name.endswith("_range") else "1"
    assert put(api, create(name), "1", text).status == 201
    if name in ("date_range", "ip_range"):
        return
    strict = create(name, coerce=False)
    assert put(api, strict, "1", text).error[1] == "document_parsing_exception"
    definition = {"type": name, **TYPES[name].parameters}
    body = {"settings": {"index.mapping.coerce": False}, "mappings": {"properties": {"f": definition}}}
    assert api.put(f"/{strict}-index", body).status == 200
    assert put(api, f"{strict}-index", "1", text).status == 400


def plain(name: str) -> Any:
    """Returns a value for a term query."""
    return next((value for value in TYPES[name].good if not isinstance(value, dict | list)), "x")


def term(api: Api, index: str, value: Any) -> Any:
    """Returns the ids that a term query finds, or what is wrong with it."""
    answer = api.post(f"/{index}/_search", {"query": {"term": {"f": value}}})
    if answer.status == 200:
        return sorted(hit["_id"] for hit in answer.body["hits"]["hits"])
    return answer.body["error"]["failed_shards"][0]["reason"]["reason"]


EXACT = [
    name
    for name in NAMES
    if type_class(name, "f").family in ("long", "double", "boolean", "date", "ip", "keyword") and name != CONSTANT
]


@pytest.mark.parametrize("name", EXACT)
def test_index_and_doc_values(api: Api, create: Create, name: str) -> None:
    """Either is enough for a term query and `exists`; sorting needs doc values; without both nothing is found."""
    good = 3 if name == "token_count" else plain(name)
    sent = "a b c" if name == "token_count" else good
    indices = {(True, True): create(name)}
    if takes(name, "index"):
        indices[False, True] = create(name, index=False)
    if takes(name, "doc_values"):
        indices[True, False] = create(name, doc_values=False)
    if takes(name, "index") and takes(name, "doc_values"):
        indices[False, False] = create(name, index=False, doc_values=False)
    for (indexed, doc_values), index in indices.items():
        assert put(api, index, "1", sent).status == 201
        if indexed or doc_values:
            assert term(api, index, good) == ["1"]
            assert exists(api, index) == ["1"]
        else:
            assert (
                term(api, index, good)
                == "failed to create query: Cannot search on field [f] since it is not indexed nor has doc values."
            )
            assert exists(api, index) == []
        sorting = api.post(f"/{index}/_search", {"sort": ["f"]})
        assert sorting.status == (200 if doc_values else 400)
        if not doc_values:
            assert sorting.body["error"]["caused_by"]["reason"] == (
                f"Can't load fielddata on [f] because fielddata is unsupported on fields of type [{name}]. Use doc "
                "values instead."
            )
        assert api.get(f"/{index}/_doc/1").body["_source"] == {"f": sent}


@pytest.mark.parametrize("name", [name for name in EXACT if takes(name, "store")])
def test_store(api: Api, create: Create, name: str) -> None:
    """`stored_fields` shows what is stored and nothing else."""
    for store in (True, False):
        index = create(name, store=store)
        put(api, index, "1", plain(name))
        (hit,) = api.post(f"/{index}/_search", {"stored_fields": ["f"]}).body["hits"]["hits"]
        assert ("f" in hit.get("fields", {})) is store
        assert "_source" not in hit


@pytest.mark.parametrize("name", SORTABLE)
def test_sorting_and_terms(api: Api, create: Create, name: str) -> None:
    """The column is there for sorting and for buckets."""
    index = create(name)
    put(api, index, "1", TYPES[name].good[0])
    api.put(f"/{index}/_doc/2?refresh=true", {})
    assert api.ids(f"/{index}/_search", {"sort": ["f"]})[0] in ("1", "2")
    aggs = {"a": {"terms": {"field": "f"}}}
    (bucket,) = api.post(f"/{index}/_search", {"size": 0, "aggs": aggs}).body["aggregations"]["a"]["buckets"]
    assert bucket["doc_count"] == (2 if name == CONSTANT else 1)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in (*SORTABLE, *WITHOUT_BUCKETS)])
def test_not_for_sorting(api: Api, create: Create, name: str) -> None:
    """Types without a column say so."""
    index = create(name)
    put(api, index, "1", TYPES[name].good[0])
    answer = api.post(f"/{index}/_search", {"sort": ["f"]})
    assert answer.status == 400
    assert "f" in answer.body["error"]["caused_by"]["reason"]


@pytest.mark.parametrize("name", NAMES)
def test_arrays(api: Api, create: Create, name: str) -> None:
    """Several values of one field, or an error where there can be one only."""
    index, good = create(name), list(TYPES[name].good)
    answer = put(api, index, "1", [*good, good])
    if name in SINGLE:
        assert answer.error[1] == "document_parsing_exception"
        return
    assert answer.status == 201
    assert exists(api, index) == ([] if name in UNSEARCHABLE else ["1"])
    for value in good:
        if name in EXACT and name != "token_count" and value not in ("", 3.7):
            assert term(api, index, value) == ["1"]


@pytest.mark.parametrize("name", NAMES)
def test_copies_and_multi_fields(api: Api, create: Create, name: str) -> None:
    """A copied text and a multi-field are parsed as the type says; the source shows neither."""
    text = next((value for value in TYPES[name].good if isinstance(value, str) and value), None)
    index = create(name, around={"source": {"type": "keyword", "copy_to": "f"}})
    if text is not None:
        assert put(api, index, "1", text, "source").status == 201
        assert exists(api, index) == ([] if name in UNSEARCHABLE else ["1"])
        assert api.get(f"/{index}/_doc/1").body["_source"] == {"source": text}
    definition = {"type": name, **TYPES[name].parameters}
    outer = {"mappings": {"properties": {"k": {"type": "keyword", "fields": {"f": definition}}}}}
    answer = api.put(f"/{index}-multi", outer)
    if not type_class(name, "f").in_multi_fields:
        assert f"Field [f] of type [{name}] can't be used in multifields" in answer.error[2]
    elif text is not None:
        assert put(api, f"{index}-multi", "1", text, "k").status == 201
        assert exists(api, f"{index}-multi", "k.f") == ([] if name in UNSEARCHABLE else ["1"])


@pytest.mark.parametrize("name", NAMES)
def test_survives_a_flush_and_reads_the_same(api: Api, create: Create, name: str) -> None:
    """From the buffer, from a segment, from a merged segment."""
    index, good = create(name), list(TYPES[name].good)
    for number, value in enumerate(good):
        api.put(f"/{index}/_doc/{number}", {"f": value})
    before = [api.get(f"/{index}/_doc/{number}").body["_source"] for number in range(len(good))]
    api.post(f"/{index}/_refresh")
    found = exists(api, index)
    api.put(f"/{index}/_doc/more?refresh=true", {})
    api.post(f"/{index}/_flush")
    api.post(f"/{index}/_forcemerge?max_num_segments=1")
    assert [api.get(f"/{index}/_doc/{number}").body["_source"] for number in range(len(good))] == before
    assert exists(api, index) == (sorted([*found, "more"]) if name == CONSTANT else found)
