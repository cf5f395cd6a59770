"""The only file of the batteries that knows Findling's parts: a node in this process, and the corpus."""

import contextlib
import itertools
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from findling.inference.current import ENDPOINTS
from findling.inference.functions import register_function
from findling.inference.provider import SPARSE_EMBEDDING, InferenceRequest
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.search.aggs.base import wire
from findling.search.aggs.base.aggregation import aggregation_names
from findling.search.aggs.request import parse_aggregations
from findling.search.phases import query_phase
from findling.search.query.base import Query, parse_query, query_names
from findling.search.query_rules import RULESETS, read_ruleset
from findling.search.request import SearchRequest
from tests.batteries.features import Feature, Json, corpus
from tests.batteries.requests import INDEX
from tests.reference.api import Answer, Api, bulk_lines
from tests.reference.search_case import SearchCase

_NUMBERS = itertools.count()
REGISTRIES = {"queries": query_names, "aggregations": aggregation_names}
_RULES = {
    "rules": [
        {
            "rule_id": "first",
            "type": "pinned",
            "criteria": [{"type": "exact", "metadata": "asked", "values": ["fox"]}],
            "actions": {"ids": ["3", "1"]},
        },
        {
            "rule_id": "never",
            "type": "exclude",
            "criteria": [{"type": "exact", "metadata": "asked", "values": ["bear"]}],
            "actions": {"docs": [{"_id": "2"}, {"_id": "5", "_index": "no-index"}]},
        },
    ]
}


def _first_letters(request: InferenceRequest) -> list[list[float]]:
    """A model that counts three letters; one more number keeps vectors from being null."""
    return [[*(float(text.count(letter)) for letter in "fox"), 0.5] for text in request.inputs]


def _words(request: InferenceRequest) -> list[dict[str, float]]:
    """A model whose tokens are the words of a text, and the longer the heavier."""
    return [{word: len(word) / 2 for word in text.split()} for text in request.inputs]


class _Models:
    """Endpoints that are all the same but for what they are asked for."""

    def infer(self, endpoint: str, request: InferenceRequest) -> Sequence[Any]:
        return _words(request) if request.task_type == SPARSE_EMBEDDING else _first_letters(request)


register_function("first letters", _first_letters)
register_function("words", _words)
register_function("sum of figures", lambda request: [sum(json.loads(text).values()) for text in request.inputs])
_ENDPOINT = {"service": "function", "service_settings": {"function": "first letters"}}
_SPARSE = {"service": "function", "service_settings": {"function": "words"}}


def _parse_without_node() -> None:
    """Gives queries what they find in a node; each request to one sets it to that node's."""
    ENDPOINTS.set(_Models())
    RULESETS.set({"animals": read_ruleset(_RULES["rules"])}.__getitem__)


GHOSTS = 6  # documents that are deleted again

SHAPES = {
    "one": "one segment",
    "segments": "a segment for every five documents",
    "shards": "three shards",
    "deleted": "one segment, whose other documents are deleted",
    "empty": "no documents",
    "alone": "an index for every document",
}


def names(kind: str) -> list[str]:
    """Returns what is registered."""
    return REGISTRIES[kind]()


class Engine:
    """A node, and indices that are made when first asked for."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.node = Node(NodeConfig(data=data / "node", sync=False, background=False, threads=2)).start()
        self.api = Api(self.node)
        self.api.put("/_query_rules/animals", _RULES)
        self.api.put("/_inference/text_embedding/letters", _ENDPOINT)
        self.api.put("/_inference/sparse_embedding/words", _SPARSE)
        self._made: set[str] = set()
        self._cases: dict[str, list[SearchCase]] = {}
        self.index(None, "one")

    def close(self) -> None:
        for cases in self._cases.values():
            for case in cases:
                case.shard.close()
        self.node.close()

    def index(self, feature: Feature | None, shape: str) -> str:
        """Returns the name of the index, or pattern of indices, that has the feature's corpus in a shape."""
        own = "" if feature is None or feature.corpus() == corpus() else f"-{feature.kind}-{feature.name}"
        name = f"{INDEX}{own}" if shape == "one" else f"{INDEX}{own}-{shape}"
        if name not in self._made:
            self._made.add(name)
            self._fill(name, corpus() if feature is None else feature.corpus(), shape)
        return f"{name}-*" if shape == "alone" else name

    def search(self, feature: Feature, shape: str, body: Json, params: str = "") -> Answer:
        # numbers beyond 64 bits are among what is sent
        return self.api.post(f"/{self.index(feature, shape)}/_search{params}", json.dumps(body).encode())

    def found(self, feature: Feature, shape: str, body: Json, params: str = "") -> Json:
        """Returns the answer of a search that succeeds on all shards."""
        answer = self.search(feature, shape, body, params)
        assert answer.status == 200, f"{body}: {answer.text}"
        assert not answer.body["_shards"]["failed"], f"{body}: {answer.text}"
        found: Json = answer.body
        return found

    def filled_with(self, name: str, content: Json) -> str:
        """Returns the name of an index of one segment that has a corpus."""
        if name not in self._made:
            self._made.add(name)
            self._fill(name, content, "one")
        return name

    def filled(self, field: str, value: Any) -> str:
        """Returns an index whose documents all have a value of a field: the given one where there was none."""
        name = f"{INDEX}-filled-{field}-{value}".lower().replace(":", "_").replace(" ", "_")
        if name not in self._made:
            self._made.add(name)
            documents = {i: {field: value, **document} for i, document in corpus()["documents"].items()}
            self._fill(name, {**corpus(), "documents": documents}, "one")
        return name

    def in_orders(self, feature: Feature, aggs: Json, orders: Sequence[Sequence[int]]) -> list[Json]:
        """Returns the aggregations of three shards, their partials merged in each of the orders."""
        if feature.name not in self._cases:
            self._cases[feature.name] = self._shards(feature)
        cases = self._cases[feature.name]
        request = SearchRequest.parse({"size": 0, "aggs": aggs}, None)
        results = []
        for order in orders:
            # partials may be changed by the merge, so every order has its own
            partials = [query_phase(request, cases[place].context()).aggregations for place in order]
            aggregations = parse_aggregations(aggs)
            results.append(aggregations.render(aggregations.reduce(partials)))
        return results

    def as_bytes(self, feature: Feature, aggs: Json) -> tuple[Json, Json]:
        """Returns the aggregations of three shards: of their partials, and of what their bytes are read as again.

        Raises AssertionError for a partial that does not have the members of its type.
        """
        cases = self._cases.setdefault(feature.name, self._cases.get(feature.name) or self._shards(feature))
        request = SearchRequest.parse({"size": 0, "aggs": aggs}, None)
        aggregations = parse_aggregations(aggs)
        partials = [query_phase(request, case.context()).aggregations for case in cases]
        for item, partial in itertools.product(aggregations.items, partials):
            members, wanted = partial[item.name].keys(), item.partial_type
            assert wanted.__required_keys__ <= members <= wanted.__annotations__.keys(), item.type_name
        read = [wire.decode(wire.encode(partial)) for partial in partials]
        return tuple(aggregations.render(aggregations.reduce(some)) for some in (partials, read))  # type: ignore[return-value]

    def _shards(self, feature: Feature) -> list[SearchCase]:
        documents = list(feature.corpus()["documents"].items())
        cases = []
        for number in range(3):
            folder = self.data / f"{feature.name}-{number}"
            root = dict(feature.corpus()["mappings"])
            fields, settings = root.pop("properties"), feature.corpus().get("settings")
            cases.append(SearchCase(folder, fields, number, index_settings=settings, root_options=root))
            # children need any; where they are is no concern, for every shard is asked alone
            cases[-1].add(dict(documents[number::3]), "1" if "routing" in feature.corpus() else None)
        return cases

    def _fill(self, name: str, content: Json, shape: str) -> None:
        documents = content["documents"]
        if shape == "deleted":
            routing = content.get("routing", {})
            content = {**content, "routing": {**routing, **{f"ghost-{i}": key for i, key in routing.items()}}}
        if shape == "alone":
            for number, document in documents.items():
                self._create(f"{name}-{number}", content, 1, [{number: document}])
            return
        batches = [documents]
        if shape == "segments":
            items = list(documents.items())
            batches = [dict(items[start : start + 5]) for start in range(0, len(items), 5)]
        elif shape == "deleted":
            ghosts = {f"ghost-{i}": document for i, document in list(documents.items())[:GHOSTS]}
            batches = [{**ghosts, **documents}]
        elif shape == "empty":
            batches = []
        self._create(name, content, 3 if shape == "shards" else 1, batches)
        if shape == "deleted":
            if content.get("settings", {}).get("index.mode") == "time_series":
                return  # the index names documents: each has been written twice
            for i in list(documents)[:GHOSTS]:
                assert self.api.delete(f"/{name}/_doc/ghost-{i}?routing={content['routing'].get(i, '')}").status == 200
            self._refresh(name)

    def _create(self, name: str, content: Json, shards: int, batches: Sequence[Json]) -> None:
        settings = {**content.get("settings", {}), "number_of_shards": shards, "number_of_replicas": 0}
        created = self.api.put(f"/{name}", {"settings": settings, "mappings": content["mappings"]})
        assert created.status == 200, created.text
        for batch in batches:
            named = content.get("settings", {}).get("index.mode") != "time_series"
            answer = self.api.post("/_bulk", bulk_lines(name, batch, content.get("routing"), named))
            assert not answer.body["errors"], answer.text
            self._refresh(name)

    def _refresh(self, name: str) -> None:
        assert self.api.post(f"/{name}/_refresh").status == 200


def parsed(feature: Feature, example: Json) -> None:
    """Parses an example and does nothing else with it."""
    _parse_without_node()
    if feature.kind == "queries":
        parse_query(example)
    else:
        # unlike any before, for aggregations seen lately are not parsed again
        parse_aggregations(feature.in_place({**example, "meta": {"number": next(_NUMBERS)}}))


def reparsed(query: Json) -> tuple[Query, Query]:
    """Returns a query parsed twice."""
    _parse_without_node()
    return parse_query(query), parse_query(query)


@contextlib.contextmanager
def engine() -> Iterator[Engine]:
    """Gives an engine in a directory that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        started = Engine(Path(folder))
        try:
            yield started
        finally:
            started.close()
