"""Records what Elasticsearch answers about data streams: python -m tests.golden.streams.record ELASTICSEARCH_URL.

requests.txt has one request a line: `METHOD path body`; `DAY` in it stands for the day in the names of backing indices,
`\\n` for a line feed. answers.json has the answers in order, without days, ids, times and places in texts. Streams
cannot be deleted on a server without the module for them, so it has to be a fresh one.
"""

import json
import re
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError

HERE: Final = Path(__file__).parent
_LEFT_OUT: Final = frozenset(
    {"uuid", "index_uuid", "creation_date", "took", "suppressed", "root_cause", "_seq_no", "_primary_term"}
)
_PLACE: Final = re.compile(r"\[\d+:\d+\] ")
_MADE_ID: Final = re.compile(r"\b[\w-]{20}\b(?='|$)")


def requests() -> Iterator[tuple[str, str, str | None]]:
    """Yields method, path and body of each request."""
    for text in (HERE / "requests.txt").read_text().splitlines():
        if text and not text.startswith("#"):
            method, path, *body = text.split(" ", 2)
            yield method, path, body[0].replace("\\n", "\n") if body else None


def on(day: str, text: str) -> str:
    return text.replace("DAY", day)


def today() -> str:
    return f"{datetime.now(UTC):%Y.%m.%d}"


def comparable(value: Any, day: str) -> Any:
    """Returns an answer without what differs from one run to the next."""
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if key.rpartition(".")[2] not in _LEFT_OUT}
        return {key.replace(day, "DAY"): comparable(one, day) for key, one in kept.items()}
    if isinstance(value, list):
        return [comparable(one, day) for one in value]
    if isinstance(value, str):
        return _MADE_ID.sub("ID", _PLACE.sub("", value.replace(day, "DAY")))
    return value


def ask(url: str, method: str, path: str, body: str | None) -> tuple[int, Any]:
    request = urllib.request.Request(
        url + path, None if body is None else body.encode(), {"Content-Type": "application/json"}, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            status, raw = response.status, response.read()
    except HTTPError as error:
        status, raw = error.code, error.read()
    return status, shown(raw)


def shown(raw: bytes) -> Any:
    """Returns a body that is JSON, or text."""
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode()


def main() -> None:
    day, answers = today(), []
    for method, path, body in requests():
        status, answer = ask(sys.argv[1], method, on(day, path), None if body is None else on(day, body))
        answers.append(json.dumps([f"{method} {path} {body or ''}".strip(), status, comparable(answer, day)]))
    (HERE / "answers.json").write_text("[\n" + ",\n".join(answers) + "\n]\n")


if __name__ == "__main__":
    main()
