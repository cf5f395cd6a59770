"""Scripts and what a real Painless answers to them (`python -m tools.oracle.painless record`).

A file is a list of records: `source`, `params` if there are some, `answer`, and `differs`, why ours is another.
"""

import json
from pathlib import Path
from typing import Any

from findling.base.errors import FindlingError
from findling.script.api.objects import to_text
from findling.script.context import Context
from findling.script.engine import compile_script
from findling.script.types import DEF, MAP

HERE = Path(__file__).parent
CONTEXT = Context("painless_test", DEF, {"params": MAP})
Json = dict[str, Any]


def files() -> list[Path]:
    """Returns the files of records."""
    return sorted(HERE.glob("*.json"))


def api_files() -> list[Path]:
    """Returns the files of records of the API: calls of each method with arguments of all kinds."""
    return sorted((HERE / "api").glob("*.json"))


def records(path: Path) -> list[Json]:
    """Returns the records of a file."""
    found: list[Json] = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
    return found


def write(path: Path, found: list[Json]) -> None:
    """Writes records, one a line."""
    lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in found)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8", errors="surrogatepass")


def ours(record: Json) -> Json:
    """Returns what Findling answers to a script."""
    try:
        result = compile_script(record["source"], CONTEXT).execute({"params": record.get("params", {})})
    except FindlingError as error:
        cause = error.__cause__
        told = None if cause is None else {"type": cause.type, "reason": cause.reason}
        return {"error": shown({"type": error.type, "reason": error.reason, **error.metadata, "caused_by": told})}
    return {"result": to_text(result)}


def shown(error: Json) -> Json:
    """Returns what is compared of an error: the stack without the frames of Java's own classes."""
    cause = error.get("caused_by") or {}
    return {
        "reason": error["reason"],
        "script_stack": error.get("script_stack", [])[-2:],
        "position": error.get("position"),
        "caused_by": {"type": cause.get("type"), "reason": cause.get("reason")},
    }
