"""`make fuzz-graphql REQUESTS=100000 SEED=1`: random requests of GraphQL to a node in this process.

Each is to be answered by what it wants, or by what is wrong with it: never by an error of the server's own, and soon.
"""

import argparse
import collections
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from findling.graphql.service import GraphQL
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.fuzz.graphql_documents import Documents
from tests.reference.api import Api, bulk_lines

ACCEPT = {"accept": "application/graphql-response+json"}
"""So that the status tells what was not executed."""
SLOW_S = 2.0
RENEW_AFTER = 2000
TEXT = {"type": "text", "fields": {"keyword": {"type": "keyword"}}}
USERS = {
    "name": TEXT, "age": {"type": "integer"}, "@since": {"type": "date"}, "on": {"type": "boolean"},
    "address": {"properties": {"city": {"type": "keyword"}, "place": {"type": "geo_point"}}}, "ip": {"type": "ip"},
    "shape": {"type": "geo_shape"}, "span": {"type": "integer_range"}, "done": {"type": "completion"},
    "vector": {"type": "dense_vector", "dims": 2}, "flat": {"type": "flattened"}, "price": {"type": "double"},
}  # fmt: skip
POSTS = {
    "title": TEXT, "user_id": {"type": "keyword"}, "tags": {"type": "keyword", "meta": {"graphql": "list"}},
    "likes": {"type": "long"},
    "comments": {"type": "nested", "properties": {"by": {"type": "keyword"}, "stars": {"type": "integer"}}},
}  # fmt: skip
RELATIONS = {
    "users": {"posts": {"target": "posts", "to": "user_id"}},
    "posts": {
        "user": {"target": "users", "from": "user_id"},
        "fans": {"target": "users", "from": "comments.by", "many": True},
    },
}


def prepare(api: Api) -> None:
    """Makes the indices anew."""
    api.call("DELETE", "/_all")
    api.put("/_cluster/settings", {"persistent": {"action.destructive_requires_name": False}})
    api.call("DELETE", "/_all")
    for name, properties in (("users", USERS), ("posts", POSTS)):
        meta = {"graphql": {"relations": RELATIONS[name]}}
        body = {"settings": {"number_of_shards": 2}, "mappings": {"_meta": meta, "properties": properties}}
        assert api.put(f"/{name}", {**body, "aliases": {"all": {}, f"my-{name}": {}}}).status == 200
    users = {str(n): {"name": f"Red {n}", "age": n, "address": {"city": "Ulm"}, "done": f"red {n}"} for n in range(8)}
    posts = {
        str(n): {"title": f"Red {n}", "user_id": str(n % 8), "likes": n, "comments": [{"by": "1", "stars": n}]}
        for n in range(24)
    }
    api.post("/_bulk?refresh=true", bulk_lines("users", users) + bulk_lines("posts", posts))


def fault(status: int, body: Any, is_valid: bool) -> str | None:
    """Returns what is wrong with an answer."""
    if status not in (200, 400):
        return f"status {status}"
    errors = body.get("errors", [])
    for error in errors:
        extensions = error.get("extensions", {})
        if extensions.get("type") == "internal_error":
            return f"error of the server's own: {error}"
        if is_valid and status == 400 and extensions.get("type") != "graphql_limit_exception" and not known(error):
            return f"refused: {error}"
    if not errors and "data" not in body:
        return "neither data nor errors"
    return None


def known(error: dict[str, Any]) -> bool:
    """Whether values that are drawn for a scalar may be refused by it."""
    return " cannot represent " in error["message"] or "Expected value of type" in error["message"]


class Campaign:
    """Requests to one node. `faults`: by what is wrong, the first document"""

    def __init__(self, api: Api, seed: int) -> None:
        self._api = api
        self._rng = random.Random(seed)
        self.faults: dict[str, str] = {}
        self.answers: collections.Counter[str] = collections.Counter()
        self.slowest = 0.0

    def run(self, n_requests: int) -> None:
        for number in range(n_requests):
            if number % RENEW_AFTER == 0:
                prepare(self._api)
                schema = self._api.node.kept(GraphQL).engine.schema().types
                documents = Documents(schema, self._rng)
            self._send(*documents.next())

    def _send(self, text: str, variables: dict[str, Any], is_valid: bool) -> None:
        started = time.thread_time()
        answer = self._api.call("POST", "/_graphql", {"query": text, "variables": variables}, ACCEPT)
        took = time.thread_time() - started
        self.slowest = max(self.slowest, took)
        found = fault(answer.status, answer.body, is_valid)
        if found is None and took > SLOW_S:
            found = f"took {took:.1f} s"
        if found is not None:
            self.faults.setdefault(found[:300], text)
        kind = "refused" if answer.status == 400 else "with errors" if "errors" in answer.body else "answered"
        self.answers[kind] += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config = NodeConfig(data=Path(folder) / "data", sync=False, background=False, threads=2)
        with Node(config) as node:
            campaign = Campaign(Api(node), options.seed)
            campaign.run(options.requests)
    for what, document in campaign.faults.items():
        print(f"{what}\n    {document}")
    print(f"{dict(campaign.answers)}, slowest {campaign.slowest:.2f} s of a processor, {len(campaign.faults)} faults")
    sys.exit(bool(campaign.faults))


if __name__ == "__main__":
    main()
