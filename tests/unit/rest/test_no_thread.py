"""Where the system has no memory for another thread, a request is refused as where it has none for anything else."""

from pathlib import Path

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.app import App
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route
from findling.rest.router import Router


def _starve(node: Node, request: Request) -> Response:
    raise RuntimeError("can't start new thread")


def test_a_request_without_a_thread_is_refused(tmp_path: Path) -> None:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)) as node:
        app = App(node, Router(route("GET", "/starve", _starve)))
        answer = app.handle(Request("GET", "/starve", {}, {}, {}))
        assert answer.status == 429
        assert b"circuit_breaking_exception" in answer.body
