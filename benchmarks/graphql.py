"""GraphQL beside REST: python -m benchmarks.graphql [--calls 2000] [--connections 8].

In process, microseconds of a processor for a document by its id and for a page of ten, by the node's action and by
GraphQL with its document known; and from a server, documents by their ids per second, by REST and by GraphQL, one after
the other in one run.
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import orjson

from benchmarks.connection import Connection, message
from benchmarks.server_process import ServerProcess
from findling.graphql.request import Caller, GraphQLRequest
from findling.graphql.service import GraphQL
from findling.node.documents.get_document import GetRequest, get_document
from findling.node.search.search import SearchCall, search
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api, bulk_lines

ONE: Final = "query ($id: ID!) {users_by_pk(_id: $id) {_id name age}}"
PAGE: Final = "{users(where: {age: {_gte: 5}}, first: 10) {nodes {_id name age city}}}"
QUERY: Final = {"query": {"bool": {"filter": [{"range": {"age": {"gte": 5}}}]}}, "size": 11, "track_total_hits": False}
ROUNDS: Final = 9


def fill(node: Node) -> None:
    """Makes an index of a thousand users."""
    kinds = {"name": "text", "age": "integer", "city": "keyword"}
    properties = {name: {"type": kind} for name, kind in kinds.items()}
    api = Api(node)
    api.put("/users", {"mappings": {"properties": properties}})
    users = {str(n): {"name": f"User {n}", "age": n % 90, "city": "Ulm"} for n in range(1000)}
    api.post("/_bulk?refresh=true", bulk_lines("users", users))


def microseconds(work: Callable[[], object], calls: int) -> float:
    """Returns the time of a processor that a call takes, of the best of some rounds."""
    found = []
    for _ in range(ROUNDS):
        started = time.thread_time()
        for _ in range(calls // ROUNDS):
            work()
        found.append((time.thread_time() - started) / (calls // ROUNDS) * 1e6)
    return min(found)


def in_process(node: Node, calls: int) -> None:
    graphql, caller = node.kept(GraphQL), Caller()
    one, page = GraphQLRequest(ONE, {"id": "7"}), GraphQLRequest(PAGE)
    for name, action, request in (
        ("by id", lambda: get_document(node, GetRequest("users", "7")), one),
        ("page of ten", lambda: orjson.dumps(search(node, SearchCall(["users"], QUERY))), page),
    ):
        graphql.execute(request, caller)
        of_action = microseconds(action, calls)
        whole = microseconds(lambda request=request: graphql.execute(request, caller), calls)  # type: ignore[misc]
        print(f"{name:12} action {of_action:7.1f} us   GraphQL {whole:7.1f} us   more {whole - of_action:6.1f} us")


def per_second(port: int, request: bytes, calls: int, connections: int) -> float:
    """Returns how many requests are answered per second over several connections."""

    def send() -> None:
        with Connection(port) as connection:
            for _ in range(calls // connections):
                connection.exchange(request)

    threads = [threading.Thread(target=send) for _ in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return calls / (time.perf_counter() - started)


def over_http(data: Path, calls: int, connections: int) -> None:
    rest = message("GET", "/users/_doc/7")
    graphql = message("POST", "/_graphql", orjson.dumps({"query": ONE, "variables": {"id": "7"}}))
    with ServerProcess(data, "/users/_doc/7") as server:
        per_second(server.port, graphql, connections, connections)
        for _ in range(3):
            rates = [per_second(server.port, request, calls, connections) for request in (rest, graphql)]
            print(
                f"over HTTP    REST {rates[0]:7.0f} /s   GraphQL {rates[1]:7.0f} /s   {rates[1] / rates[0]:.2f} of it"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--connections", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        with Node(NodeConfig(data=data, sync=False, background=False, threads=4)) as node:
            fill(node)
            in_process(node, options.calls)
        over_http(data, options.calls, options.connections)


if __name__ == "__main__":
    main()
