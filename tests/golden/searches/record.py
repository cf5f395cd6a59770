"""Records what real servers answer: python -m tests.golden.searches.record ELASTICSEARCH_URL OPENSEARCH_URL.

One line per request in recorded.json, so that a change can be read. `http` only, no dependency.
"""

import json
import sys
import urllib.request
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError

from tests.golden.searches.requests import ELASTICSEARCH, OPENSEARCH, Case

HERE: Final = Path(__file__).parent
INDEX: Final = "queries-recorded"


def corpus() -> Any:
    return json.loads((HERE / "corpus.json").read_text())


def label(case: Case) -> str:
    """Returns what a request is recorded under."""
    return json.dumps(case[1:])


def outcome(status: int, body: Any) -> Any:
    """Returns what is compared of an answer: hits with scores, or the error and its causes without places."""
    if status >= 400 and isinstance(body.get("error"), dict):
        return {"status": status, "error": _error(body["error"])}
    shown = {key: value for key, value in body.items() if key not in ("took", "_shards", "timed_out", "_scroll_id")}
    return {"status": status, "answer": _without(shown)}


def _error(error: Any) -> list[list[str]]:
    if error["type"] == "search_phase_execution_exception" and error.get("failed_shards"):
        error = error["failed_shards"][0]["reason"]
    chain = []
    while error is not None:
        chain.append([error["type"], str(error["reason"]).split("\n at [")[0]])
        error = error.get("caused_by")
    return chain


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(entry) for key, entry in value.items() if key not in ("_index", "uuid", "_node", "took")}
    return [_without(entry) for entry in value] if isinstance(value, list) else value


def ask(url: str, method: str, path: str, body: Any) -> tuple[int, Any]:
    raw = None if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    request = urllib.request.Request(url + path, raw, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.loads(response.read() or b"{}")
    except HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")


def fill(url: str, is_opensearch: bool) -> None:
    ask(url, "DELETE", f"/{INDEX}", None)
    wanted = corpus()
    documents = wanted.pop("documents")
    if is_opensearch:
        wanted["settings"]["similarity"] = {"default": {"type": "LegacyBM25"}}
        wanted["mappings"]["properties"].pop("flat")
    status, answer = ask(url, "PUT", f"/{INDEX}", wanted)
    assert status == 200, answer
    for id_, document in documents.items():
        if is_opensearch:
            document.pop("flat", None)
        status, answer = ask(url, "PUT", f"/{INDEX}/_doc/{id_}", document)
        assert status == 201, answer
    ask(url, "POST", f"/{INDEX}/_refresh", None)
    ask(url, "POST", f"/{INDEX}/_forcemerge?max_num_segments=1", None)


def main() -> None:
    lines = []
    for url, cases in zip(sys.argv[1:], (ELASTICSEARCH, OPENSEARCH), strict=True):
        fill(url, cases is OPENSEARCH)
        for case in cases:
            _, method, path, body = case
            answer = outcome(*ask(url, method, path.replace("{index}", INDEX), body))
            lines.append(f"{json.dumps(label(case))}: {json.dumps(answer, separators=(',', ':'))}")
        ask(url, "DELETE", f"/{INDEX}", None)
    (HERE / "recorded.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
