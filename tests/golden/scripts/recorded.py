"""Records of what a real server answered to requests with scripts: what of an answer is compared, and how closely."""

import math
import re
from pathlib import Path
from typing import Any, Final

import orjson

FOLDER: Final = Path(__file__).parent
TOLERANCE: Final = 1e-5
_PLACE: Final = re.compile(r"^\[\d+:\d+\] ")
_NOT_COMPARED: Final = ("took", "_shards", "_node", "_scroll_id")


def names() -> list[str]:
    """Returns the names of all records."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def load(name: str) -> dict[str, Any]:
    """Returns a record: judge, setup (requests), cases (requests with what was answered)."""
    record: dict[str, Any] = orjson.loads((FOLDER / f"{name}.json").read_bytes())
    return record


def simplified(status: int, raw: bytes) -> Any:
    """Returns what is compared of an answer: its members, or the types and reasons of an error and its causes."""
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {"status": status, "text": _as_elasticsearch(raw.decode())}
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        error = body["error"]
        shards = error.get("failed_shards")
        if shards:
            # what stands beside the failed shards differs between the two servers
            return {"status": status, "error": _causes(error)[:1], "shard": _causes(shards[0]["reason"])}
        return {"status": status, "error": _causes(error)}
    if isinstance(body, dict):
        body = {key: value for key, value in body.items() if key not in _NOT_COMPARED}
    return {"status": status, "body": orjson.loads(_as_elasticsearch(orjson.dumps(body).decode()))}


def _causes(error: dict[str, Any] | None) -> list[list[str]]:
    causes = []
    while error:
        causes.append([error["type"], _as_elasticsearch(_PLACE.sub("", error.get("reason") or ""))])
        error = error.get("caused_by")
    return causes


def _as_elasticsearch(text: str) -> str:
    return text.replace("org.opensearch.", "org.elasticsearch.").replace("OpenSearch", "Elasticsearch")


def alike(left: Any, right: Any) -> bool:
    """Whether two answers say the same; numbers may differ by a hundred-thousandth."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(alike(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return left == right or math.isclose(left, right, rel_tol=TOLERANCE)
    return bool(left == right)
