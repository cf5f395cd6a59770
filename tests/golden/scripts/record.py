"""Records what a server answers to the requests of records: `python -m tests.golden.scripts.record URL NAME...`."""

import sys
import urllib.error
import urllib.request
from typing import Any

import orjson

from tests.golden.scripts.recorded import FOLDER, load, simplified


def ask(url: str, method: str, path: str, body: Any) -> tuple[int, bytes]:
    """Returns status and body of an answer."""
    lines = isinstance(body, str)
    data = None if body is None else body.encode() if lines else orjson.dumps(body)
    kind = "application/x-ndjson" if lines else "application/json"
    request = urllib.request.Request(url + path, data, {"Content-Type": kind}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def record(url: str, name: str) -> None:
    """Asks a server anew and writes the record."""
    found = load(name)
    for method, path, body in found["setup"]:
        ask(url, method, path, body)
    for case in found["cases"]:
        case["answer"] = simplified(*ask(url, *case["request"]))
    for method, path, body in found.get("teardown", []):
        ask(url, method, path, body)
    (FOLDER / f"{name}.json").write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    for each in sys.argv[2:]:
        record(sys.argv[1].rstrip("/"), each)
