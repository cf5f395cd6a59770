"""Looks for anything of one tenant in the answers to another: python -m tests.fuzz.leaks --requests 100000 --seed 1.

Both tenants' documents are in the same indices. Whoever asks may see those of tenant `a`, and no field `hidden`; what
it may not see holds words that stand nowhere else. The requests are those of the fuzzer, and searches made for it.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.security.authc.authentication import User
from findling.security.roles.parse import parse_role
from tests.fuzz.check import preparation
from tests.fuzz.generator import Generator, HostileRequest
from tests.reference.api import Api

SECRET: Final = "zqxsecret"
INDICES: Final = ("fuzz", "fuzz-2")
ASKER: Final = {"authorization": "Basic YTphLXBhc3N3b3Jk"}
ADMIN: Final = {"authorization": "Basic YWRtaW46YWRtaW4tcGFzc3dvcmQ="}
_GROUP: Final = {
    "names": ["fuzz*", "al", "b"],
    "privileges": ["read", "view_index_metadata", "monitor", "maintenance"],
    "query": {"term": {"tenant": "a"}},
    "field_security": {"grant": ["*"], "except": ["hidden*"]},
}
_RESET_AFTER: Final = 500
_FIELDS: Final = ("title", "title.raw", "tag", "n", "d", "hidden", "hidden.raw", "tenant", "ip", "_id", "_source", "*")


@contextmanager
def tenants(data: Path) -> Iterator[Api]:
    """Gives a node with both tenants and who asks."""
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2, security=True)) as node:
        assert node.security is not None
        node.security.roles.put(parse_role("a", {"cluster": ["monitor"], "indices": [_GROUP]}))
        node.security.users.put(User("a", ("a",)), "a-password", None)
        node.security.users.put(User("admin", ("superuser",)), "admin-password", None)
        api = Api(node)
        prepare(api)
        yield api


def prepare(api: Api) -> None:
    """Makes the indices anew, with what nobody may see of them."""
    for request in preparation():
        api.call(request.method, request.target, request.body, {**request.headers, **ADMIN})
    for index in INDICES:
        hidden = {"type": "text", "fields": {"raw": {"type": "keyword"}}}
        properties = {"tenant": {"type": "keyword"}, "hidden": hidden, "place": {"type": "geo_point"}}
        api.call("PUT", f"/{index}", {}, ADMIN)
        api.call("PUT", f"/{index}/_mapping", {"properties": properties}, ADMIN)
        for number in range(6):
            own = number % 2 == 0
            word = "fox" if own else SECRET
            document = {
                "tenant": "a" if own else "b",
                "title": f"{word} {number}",
                "tag": word,
                "hidden": f"{SECRET}hidden {number}",
                "n": number if own else 777_000_777,
                "place": f"{number},{number}",
                "d": "2024-01-01" if own else "1999-09-09",
            }
            api.call("PUT", f"/{index}/_doc/t{number}?refresh=true", document, ADMIN)


def search_of(rng: random.Random) -> HostileRequest:
    """Returns a search that would find what is hidden if it could."""
    field = rng.choice(_FIELDS)
    queries: list[Any] = [
        {"match_all": {}},
        {"exists": {"field": field}},
        {"prefix": {field: "zq"}},
        {"wildcard": {field: "*qx*"}},
        {"fuzzy": {field: "zqxsecre"}},
        {"regexp": {field: "zq.*"}},
        {"query_string": {"query": f"{SECRET}* OR 777000777"}},
        {"simple_query_string": {"query": f"{SECRET}", "fields": ["*"]}},
        {"multi_match": {"query": SECRET, "fields": ["*"]}},
        {"more_like_this": {"like": [{"_index": "fuzz", "_id": "t1"}], "min_term_freq": 1, "min_doc_freq": 1}},
        {"terms": {"tag": {"index": "fuzz", "id": "t1", "path": "tag"}}},
        {"ids": {"values": ["t0", "t1", "t3"]}},
        {"script_score": {"query": {"match_all": {}}, "script": "doc['n'].size()"}},
        {"function_score": {"query": {"match_all": {}}, "field_value_factor": {"field": "n", "missing": 1}}},
    ]
    aggregations = [
        {"terms": {"field": field}},
        {"significant_terms": {"field": field, "min_doc_count": 1}},
        {"cardinality": {"field": field}},
        {"top_hits": {"size": 20}},
        {"max": {"field": "n"}},
        {"global": {}, "aggs": {"t": {"terms": {"field": field, "min_doc_count": 0}}}},
        {"missing": {"field": field}},
        {"composite": {"sources": [{"a": {"terms": {"field": field}}}]}},
        {"rare_terms": {"field": field}},
        {"top_metrics": {"metrics": {"field": "n"}, "sort": {"n": "desc"}}},
        {"significant_text": {"field": "title", "min_doc_count": 1}},
        {"multi_terms": {"terms": [{"field": field}, {"field": "n"}]}},
        {"frequent_item_sets": {"fields": [{"field": "tag"}, {"field": "hidden.raw"}], "minimum_set_size": 1}},
        {"auto_date_histogram": {"field": "d", "buckets": 3}},
    ]
    extras: list[dict[str, Any]] = [
        {"fields": ["*"]},
        {"docvalue_fields": [field]},
        {"stored_fields": ["*"]},
        {"sort": [{field: "desc"}]},
        {"highlight": {"fields": {"*": {}}, "no_match_size": 100}},
        {"suggest": {"s": {"text": "zqxsecrt", "term": {"field": field, "suggest_mode": "always"}}}},
        {"explain": True},
        {"profile": True},
        {"collapse": {"field": "tag"}},
        {"rescore": {"query": {"rescore_query": rng.choice(queries)}}},
        {"script_fields": {"s": {"script": "params._source.toString()"}}},
        {"runtime_mappings": {"r": {"type": "keyword", "script": "emit(params._source.toString())"}}, "fields": ["r"]},
        {"aggs": {"x": rng.choice(aggregations)}},
        {"post_filter": rng.choice(queries)},
    ]
    if rng.random() < 0.2:
        return _other_reading(rng, field, rng.choice(queries))
    body = {"query": rng.choice(queries), "size": rng.choice([0, 20])}
    for extra in rng.sample(extras, rng.randrange(4)):
        body |= extra
    asked = rng.choice(["_search", "_search", "_search", "_count", "_async_search", "_explain/t1", "_validate/query"])
    sent = body if asked.endswith("search") else {"query": body["query"]}
    parameters = rng.choice(["", "", "?request_cache=true", "?scroll=1m", "?explain=true"])
    target = f"/{rng.choice(['fuzz', 'fuzz-2', 'fuzz*', 'al'])}/{asked}{parameters}"
    return HostileRequest("POST", target, {"content-type": "application/json"}, json.dumps(sent).encode())


def _other_reading(rng: random.Random, field: str, query: Any) -> HostileRequest:
    """Returns a request that reads documents without being a search."""
    number, statistics = rng.randrange(6), {"term_statistics": True, "field_statistics": True}
    retriever = {"rrf": {"retrievers": [{"standard": {"query": query}}, {"standard": {"query": {"match_all": {}}}}]}}
    wanted = [{"_id": f"t{number}", "fields": [field]}, {"_id": "t1", **statistics}]
    rated = {"id": "r", "request": {"query": query}, "ratings": [{"_index": "fuzz", "_id": "t1", "rating": 1}]}
    group = {"field": "tag", "inner_hits": {"name": "i", "fields": ["*"]}}
    target, body = rng.choice(
        [
            (f"_termvectors/t{number}", {"fields": [field, "title", "hidden"], **statistics}),
            ("_termvectors", {"doc": {"title": f"fox {number}", "hidden": "fox"}, **statistics}),
            ("_mtermvectors", {"docs": wanted}),
            ("_mget?stored_fields=*", {"ids": [f"t{number}", "t1"]}),
            ("_mget", {"ids": [f"t{number}", "t1"]}),
            ("_terms_enum", {"field": field, "string": rng.choice(["z", "zq", ""])}),
            ("_mvt/place/0/0/0", {"query": query, "fields": ["tag", "hidden", "n"], "grid_precision": 0}),
            ("_rank_eval", {"requests": [rated], "metric": {"precision": {}}}),
            ("_search", {"retriever": retriever, "fields": ["*"]}),
            ("_search", {"query": query, "collapse": group}),
            ("_search/template", {"source": {"query": query}}),
            ("_field_caps?fields=*", {"index_filter": query}),
        ]
    )
    index = rng.choice(["fuzz", "fuzz-2"])
    return HostileRequest("POST", f"/{index}/{target}", {"content-type": "application/json"}, json.dumps(body).encode())


def leaks(api: Api, requests: int, seed: int) -> list[str]:
    """Returns the requests whose answers told what is hidden."""
    generator, rng, found = Generator(seed), random.Random(seed), []
    for number in range(requests):
        if number % _RESET_AFTER == 0 and number:
            prepare(api)
        request = generator.request() if number % 2 else search_of(rng)
        headers = {name: value for name, value in request.headers.items() if name != "authorization"}
        answer = api.call(request.method, request.target, request.body, {**headers, **ASKER})
        if told(answer.raw, request):
            found.append(f"{request.as_curl()}\n  {answer.status} {answer.raw[:1500]!r}")
    return found


def told(answer: bytes, request: HostileRequest) -> bool:
    """Whether an answer has what is hidden, beyond what the request itself brought along."""
    own = request.body + request.target.encode()
    return any(word in answer and word not in own for word in (SECRET.encode(), b"777000777", b"1999-09-09"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, tenants(Path(directory) / "data") as api:
        found = leaks(api, given.requests, given.seed)
    print("\n".join(found[:20]))
    print(f"{len(found)} of {given.requests} answers told what is hidden (seed {given.seed})")
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
