"""The service of an environment: searches, refusals, and what it says while nothing can be served."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson

from findling.node.published.places import place_of
from findling.node.published.publish import publish_indices
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.serverless.http.request import http_event
from findling.serverless.service import SearchService
from tests.reference.api import Api
from tests.unit.serverless.http.lambda_events import answer_of, event_of

HEAVY = ("boto3", "botocore", "zappa", "graphql", "shapely", "rich", "authlib", "cryptography", "uvicorn", "websockets")


def publish(tmp_path: Path, count: int) -> str:
    place = str(tmp_path / "place")
    with Node(NodeConfig(data=tmp_path / "writer", sync=False, background=False)) as node:
        api = Api(node)
        for number in range(count):
            api.put(f"/songs/_doc/{number}", {"n": number})
        publish_indices(node, "songs", place_of(node, place))
    return place


def environment(tmp_path: Path, place: str) -> dict[str, str]:
    return {"FINDLING_PLACE": place, "FINDLING_DATA": str(tmp_path / "copies"), "FINDLING_PLACE_EVERY_S": "0"}


def ask(service: SearchService, method: str, target: str, body: bytes = b"", **headers: str) -> tuple[int, Any]:
    request = http_event(event_of("url", method, target, headers, body))
    assert request is not None
    status, _, answer = answer_of(service(request))
    return status, orjson.loads(answer)


def test_searches_refusals_and_newer_publications(tmp_path: Path) -> None:
    service = SearchService(environment(tmp_path, publish(tmp_path, 2)))
    assert ask(service, "GET", "/songs/_count")[1]["count"] == 2
    status, answer = ask(service, "PUT", "/songs/_doc/1", b"{}", **{"content-type": "application/json"})
    assert (status, answer["error"]["reason"]) == (
        403,
        "index [songs] blocked by: [FORBIDDEN/5/index read-only (api)];",
    )
    publish(tmp_path, 5)
    assert ask(service, "GET", "/songs/_count")[1]["count"] == 5
    service.close()


def test_a_place_that_comes_later(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (place / "manifest").touch()
    service = SearchService(environment(tmp_path, str(place)))
    status, answer = ask(service, "GET", "/")
    assert (status, answer["error"]["type"]) == (503, "published_place_exception")
    assert "object [manifest] is damaged" in answer["error"]["reason"]
    (place / "manifest").unlink()
    publish(tmp_path, 1)
    assert ask(service, "GET", "/songs/_count")[1]["count"] == 1
    service.close()


def test_no_place(tmp_path: Path) -> None:
    assert ask(SearchService({}), "GET", "/")[0] == 503


def test_what_is_imported_is_lean() -> None:
    code = "import sys, findling.serverless.handler; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert sorted(loaded & set(HEAVY)) == []
