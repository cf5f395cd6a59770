"""Clients of GraphQL: the audit of graphql-http, graphql-ws, graphql-sse, Apollo Client, and GraphiQL in Chromium."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.cli.connection import Connection
from findling.rest.graphql.page import GRAPHIQL
from tests.programs.conftest import Run, installed

SCRIPTS = Path(__file__).parent / "graphql"


@pytest.fixture
def ask(url: str, run: Run, tmp_path: Path) -> Iterator[Any]:
    """ask(script, ...): the lines of JSON that a script says of the server."""
    modules = installed("graphql", "node_modules", "graphql-http").parent
    with Connection(url) as connection:
        connection.request("PUT", "/posts", b'{"mappings":{"properties":{"title":{"type":"text"}}}}')
        connection.request("PUT", "/posts/_doc/first?refresh=true", b'{"title":"first"}')
    (tmp_path / "node_modules").symlink_to(modules)

    def said(script: str, *arguments: str) -> list[Any]:
        shutil.copy(SCRIPTS / script, tmp_path)  # modules are looked for from where a script is
        lines = run([shutil.which("node") or "node", tmp_path / script, url, *arguments]).splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    yield said
    with Connection(url) as connection:
        connection.request("DELETE", "/posts")


def test_the_audit_of_graphql_over_http(ask: Any) -> None:
    [summary] = ask("audit.mjs")
    assert summary["failed"] == 0
    assert summary["audits"] > 50


def test_clients_of_javascript(ask: Any) -> None:
    got = {said["client"]: said["got"] for said in ask("clients.mjs")}
    streams = ["graphql-ws", "graphql-sse", "graphql-sse, one connection"]
    whole = ["Apollo Client", "Apollo Client, by hash", "Apollo Client, subscription"]
    assert got == {**{name: ["first", True, "first", True] for name in streams}, **dict.fromkeys(whole, "first")}


def test_graphiql(ask: Any) -> None:
    chromium = shutil.which("chromium")
    if chromium is None or not GRAPHIQL.is_built():
        pytest.skip("GraphiQL needs Node.js to be built, and Chromium to be looked at")
    [said] = ask("graphiql.mjs", chromium)
    assert said == {"shown": '{"data":{"posts":{"nodes":[{"title":"first"}]}}}', "outside": [], "errors": []}
