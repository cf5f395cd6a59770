"""Bulk bodies taken as columns give what they give item by item: the same answer, the same documents."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.base.error_body import error_body
from findling.base.errors import FindlingError
from findling.node.documents.bulk import bulk
from findling.node.documents.bulk_request import BulkDefaults, parse_bulk
from findling.node.documents.bulk_run import parse_run
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.filter_path import filter_body
from tests.reference.api import Api

MAPPING = {"mappings": {"properties": {"n": {"type": "long"}, "d": {"type": "date"}, "o": {"type": "object"}}}}
IDS = st.sampled_from(["1", "2", "3", 'a"b', "a\\b", "%s", "ü,é", "a,b"])
VALUES = st.sampled_from([1, 2.5, "x", "12", None, True, [1, 2], {"deep": 1}, "2024-01-01"])
DOCUMENTS = st.dictionaries(st.sampled_from(["n", "d", "o", "new", "o.deep"]), VALUES, max_size=3)
SOURCES = DOCUMENTS.map(orjson.dumps) | st.sampled_from([b"[1]", b"{", b"{} ", b"7", b'{"n":1}\r'])
FILTERS = st.sampled_from([
    "", "errors,items.*.status,items.*.error", "took", "items.*._id", "-items", "-items.*._shards",
    "items.index.result", "**._seq_no", "items.*.error.type", "items.create", "-took,-**.status", "nothing",
])  # fmt: skip
GENERATED_ID = re.compile(rb'^\{"(?:index|create)":\{(?:"_index":"store")?\}\}$', re.MULTILINE)
ACTIONS = st.sampled_from(["index", "index", "create"])


@st.composite
def runs(draw: st.DrawFn) -> bytes:
    """Bodies that are mostly runs."""
    action, has_ids, named = draw(ACTIONS), draw(st.booleans()), draw(st.booleans())
    plain = draw(st.booleans())
    lines = []
    for _ in range(draw(st.integers(1, 6))):
        parameters: dict[str, Any] = ({"_index": "store"} if named else {}) | ({"_id": draw(IDS)} if has_ids else {})
        lines += [orjson.dumps({action: parameters}), draw(DOCUMENTS.map(orjson.dumps) if plain else SOURCES)]
    return b"\n".join(lines) + b"\n"


@st.composite
def mixtures(draw: st.DrawFn) -> bytes:
    """Bodies of any actions and parameters, wrong ones included."""
    lines = []
    for _ in range(draw(st.integers(1, 5))):
        action = draw(st.sampled_from(["index", "create", "update", "delete"]))
        extra = draw(st.sampled_from([{}, {}, {"routing": "r"}, {"version": 3, "version_type": "external"},
                                      {"if_seq_no": 0, "if_primary_term": 1}, {"_id": ""}, {"_id": 7}]))  # fmt: skip
        lines.append(orjson.dumps({action: {"_id": draw(IDS), **extra}}))
        if action == "update":
            lines.append(orjson.dumps({"doc": draw(DOCUMENTS), "doc_as_upsert": draw(st.booleans())}))
        elif action != "delete":
            lines.append(draw(SOURCES))
    return b"\n".join(lines) + b"\n"


class Pair:
    """Two equal indices on two nodes: one gets bodies through the application, the other item by item."""

    def __init__(self, path: Path) -> None:
        self.nodes = [Node(NodeConfig(path / name, sync=False, background=False, threads=1)) for name in ("a", "b")]
        self.apis = [Api(node) for node in self.nodes]
        self.shards = 1

    def restart(self, shards: int) -> None:
        self.shards = shards
        for api in self.apis:
            api.delete("/store")
            definition = {**MAPPING, "settings": {"number_of_shards": shards}}
            assert api.put("/store", definition).status == 200

    def send(self, body: bytes, filters: str) -> tuple[Any, Any]:
        """Returns both answers, without time and generated ids."""
        target = "/store/_bulk" + (f"?filter_path={filters}" if filters else "")
        fast = self.apis[0].call("POST", target, body).body
        try:
            slow = bulk(self.nodes[1], parse_bulk(body, BulkDefaults("store")))
        except FindlingError as error:  # the request as a whole is refused
            return fast, orjson.loads(orjson.dumps(error_body(error)))
        slow = orjson.loads(orjson.dumps(slow))
        slow = filter_body(slow, filters) if filters else slow
        return _settled(fast, self.shards), _settled(slow, self.shards)

    def documents(self) -> list[Any]:
        states = []
        for api in self.apis:
            api.post("/store/_refresh")
            hits = api.post("/store/_search?version=true&seq_no_primary_term=true", {"size": 100}).body["hits"]["hits"]
            mapping = api.get("/store/_mapping").body
            states.append((sorted(_shown(hit, self.shards) for hit in hits), mapping))
        return states

    def close(self) -> None:
        for node in self.nodes:
            node.close()


def _settled(answer: Any, shards: int) -> Any:
    """Without what differs: generated ids, and with several shards the sequence numbers that follow from them."""
    if "took" in answer:
        answer["took"] = 0
    for item in answer.get("items", []):
        for outcome in item.values():
            if len(outcome.get("_id", "")) == 20:
                outcome["_id"] = "generated"
            if "_seq_no" in outcome and shards > 1:
                outcome["_seq_no"] = 0
            if "error" in outcome:
                text = orjson.dumps(outcome["error"]).decode()
                text = text.replace(outcome["error"].get("index_uuid", "\0"), "uuid")
                outcome["error"] = re.sub(r"'[\w-]{20}'", "generated", text)
    return answer


def _shown(hit: dict[str, Any], shards: int) -> str:
    doc_id = "generated" if len(hit["_id"]) == 20 else hit["_id"]
    return orjson.dumps([doc_id, hit["_version"], hit["_seq_no"] if shards == 1 else 0, hit["_source"]]).decode()


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with tempfile.TemporaryDirectory() as folder:
        made = Pair(Path(folder))
        yield made
        made.close()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(runs() | mixtures(), FILTERS), min_size=1, max_size=3), st.sampled_from([1, 1, 3]))
def test_same_answers_and_documents(pair: Pair, bodies: list[tuple[bytes, str]], shards: int) -> None:
    # a generated id decides the shard, and which shard comes first decides the type of a new field
    pair.restart(1 if any(GENERATED_ID.search(body) for body, _ in bodies) else shards)
    for body, filters in bodies:
        fast, slow = pair.send(body, filters)
        assert fast == slow
    first, second = pair.documents()
    assert first == second


def test_what_is_a_run() -> None:
    def ids(body: bytes) -> Any:
        run = parse_run(body, BulkDefaults("store"))
        return None if run is None else run.ids or len(run)

    assert ids(b'{"index":{}}\n{}\n{"index":{}}\n{}\n') == 2
    assert ids(b'{"create":{"_id":"1"}}\n{}\n{"create":{"_id":"2"}}\r\n{}\r\n') == ["1", "2"]
    assert ids(b'{"index":{"_index":"a","_id":"1"}}\n{}\n{"index":{"_id":"2","_index":"a"}}\n{}\n') is None
    assert ids(b'{"index":{"_index":"a"}}\n{}\n{"index":{"_index":"b"}}\n{}\n') is None
    assert ids(b'{"index":{}}\n{}\n{"create":{}}\n{}\n') is None
    assert ids(b'{"index":{"routing":"r"}}\n{}\n') is None
    assert ids(b'{"index":{"_id":""}}\n{}\n') is None
    assert ids(b'{"index":{"_id":1}}\n{}\n') is None
    assert ids(b'{"index":{"_id":"1"}}\n{}\n{ "index":{"_id":"2"}}\n{}\n') == ["1", "2"]
    assert ids(b'{"index":{"_id":"1"}}\n{}\n{"index":{"_id":"\\u0041"}}\n{}\n') == ["1", "A"]
    assert ids(b'{"index":{"_id":"1"}}\n{}\n{"index":{"_id":"2"},"x":{"_id":"2"}}\n{}\n') is None
    assert ids(b'{"index":{"_id":"1"}}\n{}\n{"index":{"_id":"\xff"}}\n{}\n') is None
    assert ids(b'{"index":{"_id":"1"}}\n{}\n{"index":{"_id":"\t"}}\n{}\n') is None
    assert ids(b'{"index":{"_id":"1"}}\n{}\n{"index":{"_id":""}}\n{}\n') is None
    assert ids(b'{"index":{}}\n{\n') is None
    assert ids(b'{"index":{}}\n{}') is None
    assert ids(b'\n{"index":{}}\n{}\n') is None
    assert ids(b"") is None
