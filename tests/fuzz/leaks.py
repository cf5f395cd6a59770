"""Looks for anything of one tenant in the answers to another: python -m tests.fuzz.leaks --requests 100000 --seed 1.

Both tenants' documents are in the same indices. Whoever asks may see those of tenant `a`, and no field `hidden`; what
it may not see holds words that stand nowhere else. The requests are those of the fuzzer, and searches made for it.
"""

import argparse
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
from tests.fuzz.readings import HIDDEN_DAY, HIDDEN_NUMBER, SECRET, UNTOLD, search_of
from tests.reference.api import Api

INDICES: Final = ("fuzz", "fuzz-2")
STREAM: Final = "fuzz-stream"
ASKER: Final = {"authorization": "Basic YTphLXBhc3N3b3Jk"}
ADMIN: Final = {"authorization": "Basic YWRtaW46YWRtaW4tcGFzc3dvcmQ="}
_GROUP: Final = {
    "names": ["fuzz*", "al", "b"],
    "privileges": ["read", "view_index_metadata", "monitor", "maintenance"],
    "query": {"term": {"tenant": "a"}},
    "field_security": {"grant": ["*"], "except": ["hidden*", "parts.hidden"]},
}
_OWN: Final = {"names": ["copy"], "privileges": ["all"]}
_RESET_AFTER: Final = 500
PROPERTIES: Final[dict[str, Any]] = {
    "tenant": {"type": "keyword"},
    "hidden": {"type": "text", "fields": {"raw": {"type": "keyword"}}},
    "place": {"type": "geo_point"},
    "d": {"type": "date"},
    "parts": {"type": "nested", "properties": {"hidden": {"type": "keyword"}}},
    "rank": {"type": "rank_feature"},
    "hidden_rank": {"type": "rank_feature"},
    "v": {"type": "dense_vector", "dims": 3, "similarity": "l2_norm"},
    "suggest": {"type": "completion"},
    "query": {"type": "percolator"},
    "join": {"type": "join", "relations": {"whole": "part"}},
}


@contextmanager
def tenants(data: Path) -> Iterator[Api]:
    """Gives a node with both tenants and who asks."""
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2, security=True)) as node:
        assert node.security is not None
        node.security.roles.put(parse_role("a", {"cluster": ["monitor"], "indices": [_GROUP, _OWN]}))
        node.security.users.put(User("a", ("a",)), "a-password", None)
        node.security.users.put(User("admin", ("superuser",)), "admin-password", None)
        api = Api(node)
        prepare(api)
        yield api


def prepare(api: Api) -> None:
    """Makes the indices anew, with what nobody may see of them."""
    for request in preparation():
        api.call(request.method, request.target, request.body, {**request.headers, **ADMIN})
    _prepare_stream(api)
    for index in INDICES:
        api.call("PUT", f"/{index}", {}, ADMIN)
        made = api.call("PUT", f"/{index}/_mapping", {"properties": PROPERTIES}, ADMIN)
        assert made.status == 200, made.text
        for number in range(6):
            target = f"/{index}/_doc/t{number}?refresh=true"
            assert api.call("PUT", target, document(number), ADMIN).status < 300
        for number in range(4):
            target = f"/{index}/_doc/c{number}?routing=t{number}&refresh=true"
            assert api.call("PUT", target, child(number), ADMIN).status < 300


def _prepare_stream(api: Api) -> None:
    """Makes a data stream of the same documents, in two generations."""
    api.call("DELETE", f"/_data_stream/{STREAM}", None, ADMIN)
    title = {"type": "text", "fields": {"raw": {"type": "keyword"}}}
    properties = {**PROPERTIES, "title": title, "tag": {"type": "keyword"}, "n": {"type": "long"}}
    template = {
        "index_patterns": [STREAM],
        "data_stream": {},
        "priority": 900,
        "template": {"mappings": {"properties": properties}},
    }
    assert api.call("PUT", f"/_index_template/{STREAM}", template, ADMIN).status == 200
    for number in range(6):
        stamped = {**document(number), "@timestamp": f"2024-01-0{number + 1}"}
        made = api.call("PUT", f"/{STREAM}/_create/t{number}?refresh=true", stamped, ADMIN)
        assert made.status == 201, made.text
        if number == 3:
            assert api.call("POST", f"/{STREAM}/_rollover", None, ADMIN).status == 200


def document(number: int) -> dict[str, Any]:
    """Returns a document of `a` if the number is even, else of `b`; what `b` or nobody may see has its own words."""
    own = number % 2 == 0
    word = "fox" if own else f"{SECRET} {UNTOLD}"
    return {
        "tenant": "a" if own else "b",
        "title": f"{word} {number}",
        "tag": word.split(),
        "hidden": f"{SECRET}hidden {UNTOLD} {number}",
        "n": number if own else HIDDEN_NUMBER,
        "place": f"{number},{number}",
        "d": "2024-01-01" if own else HIDDEN_DAY,
        "parts": [{"name": word, "hidden": UNTOLD}],
        "rank": number + 1 if own else HIDDEN_NUMBER,
        "hidden_rank": HIDDEN_NUMBER,
        "v": [number, 1, 2],
        "suggest": word,
        "query": {"match": {"title": word}},
        "join": "whole",
        "dynamic_one": word,
        "hidden_dynamic": UNTOLD,
    }


def child(number: int) -> dict[str, Any]:
    """Returns a child of a document of the same number, of the other tenant."""
    word = f"{SECRET} {UNTOLD}" if number % 2 == 0 else "fox"
    tenant = "b" if number % 2 == 0 else "a"
    return {"tenant": tenant, "title": word, "tag": word.split(), "join": {"name": "part", "parent": f"t{number}"}}


def leaks(api: Api, requests: int, seed: int) -> list[str]:
    """Returns the requests whose answers told what is hidden."""
    generator, rng = Generator(seed), random.Random(seed)
    found: list[str] = []
    for number in range(requests):
        if number % 20_000 == 0 and number:
            print(f"{number:>8} requests, {len(found)} told", flush=True)
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
    words = [UNTOLD, SECRET, str(HIDDEN_NUMBER), HIDDEN_DAY]
    if request.target.startswith(("/_tasks", "/_cat/tasks")):
        words = [UNTOLD]  # running requests are shown there as they were sent
    return any(word.encode() in answer and word.encode() not in own for word in words)


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
