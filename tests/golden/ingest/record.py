"""Records what a server answers to simulated pipelines: python -m tests.golden.ingest.record URL.

`cases.ndjson.xz` has a case a line: `pipeline`, `docs` (sources), `verbose`; recording gives each its `status` and
`answers`, one for each document, or one for the whole request where that fails. OpenSearch's answers are recorded, as
the real Elasticsearch that we ask has no processors. Times are left out.
"""

import json
import lzma
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Final

CASES: Final = Path(__file__).with_name("cases.ndjson.xz")
_VARYING: Final = frozenset({"timestamp", "_version", "root_cause", "suppressed", "script_stack", "position"})


def cases() -> list[dict[str, Any]]:
    """Returns all cases."""
    return [json.loads(line) for line in lzma.decompress(CASES.read_bytes()).decode().splitlines()]


def path_and_body(case: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Returns the request of a case."""
    docs = [{"_source": source} for source in case["docs"]]
    return "/_ingest/pipeline/_simulate" + "?verbose" * case["verbose"], {"pipeline": case["pipeline"], "docs": docs}


def answers(body: Any) -> list[Any]:
    """Returns what is compared of an answer."""
    return [plain(entry) for entry in body["docs"]] if "docs" in body else [plain({"error": body["error"]})]


def plain(value: Any) -> Any:
    """Returns JSON without what is never the same."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items() if key not in _VARYING}
    return [plain(entry) for entry in value] if isinstance(value, list) else value


def _ask(url: str, path: str, body: Any) -> tuple[int, Any]:
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(url + path, json.dumps(body).encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def main() -> None:
    lines = []
    for case in cases():
        status, body = _ask(sys.argv[1], *path_and_body(case))
        given = {key: case[key] for key in ("pipeline", "docs", "verbose")}
        lines.append(json.dumps({**given, "status": status, "answers": answers(body)}, separators=(",", ":")))
    CASES.write_bytes(lzma.compress(("\n".join(lines) + "\n").encode()))


if __name__ == "__main__":
    main()
