"""Records the shape of what real servers tell of themselves: python -m tests.golden.visibility.record URL NAME ...

NAME.txt holds requests, one a line: `METHOD path body`; a line that begins with `+` sets up and is not compared.
NAME.json.xz has status and answer of each, with all that differs between installations masked: numbers by their kind,
names, ids, addresses, times. elasticsearch.txt is asked of Elasticsearch, opensearch.txt of OpenSearch.
"""

import http.client
import json
import lzma
import re
import sys
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

HERE: Final = Path(__file__).parent
_ID: Final = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_+-]{22}(==)?(?![A-Za-z0-9_-])")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z|\d\d:\d\d:\d\d")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
_QUANTITY: Final = re.compile(r"-?\d+(\.\d+)?(b|kb|mb|gb|tb|nanos|micros|ms|s|m|h|d|%)?")


def lines(name: str) -> list[tuple[str, str, str | None, bool]]:
    """Returns method, path, body of each request, and whether it sets up."""
    found = []
    for text in (HERE / f"{name}.txt").read_text().splitlines():
        if text and not text.startswith("#"):
            method, path, *body = text.lstrip("+").split(" ", 2)
            found.append((method, path, body[0].replace("\\n", "\n") if body else None, text.startswith("+")))
    return found


def masked(value: Any, own: str) -> Any:
    """Returns an answer without what is of one installation. own: the names of node and cluster, as a pattern"""
    if isinstance(value, dict):
        members = {_text(str(name), own): masked(member, own) for name, member in value.items()}
        return dict(sorted(members.items()))
    if isinstance(value, list):
        return [masked(item, own) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return 0 if isinstance(value, int) else 0.5
    return _text(value, own)


def _text(text: str, own: str) -> str:
    if _QUANTITY.fullmatch(text):
        return "0"
    text = re.sub(own, "NODE", text)
    text = _ID.sub("ID", _TIME.sub("TIME", text))
    if "NODE" in text or "TIME" in text or _NUMBER.search(text):
        text = _NUMBER.sub("0", text)
    return re.sub(r" +", " ", text).strip()


def answer_of(status: int, content_type: str, raw: bytes, own: str) -> list[Any]:
    """Returns what is recorded of an answer; of binary formats the kind alone."""
    if "json" in content_type:
        return [status, masked(json.loads(raw or b"null"), own)]
    if "cbor" in content_type or "smile" in content_type:
        return [status, content_type]
    return [status, [line for text in _text(raw.decode(), own).split("\n") if (line := text.strip())]]


def recorded(name: str) -> list[Any]:
    """Returns the answers to the lines that are compared."""
    found: list[Any] = json.loads(lzma.decompress((HERE / f"{name}.json.xz").read_bytes()))
    return found


def ask(url: str, method: str, path: str, body: str | None) -> tuple[int, str, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    kind = "application/x-ndjson" if "_bulk" in path else "application/json"
    connection.request(method, path, None if body is None else body.encode(), {"content-type": kind} if body else {})
    response = connection.getresponse()
    found = response.status, response.headers.get("content-type", ""), response.read()
    connection.close()
    return found


def own_names(url: str) -> str:
    """Returns the pattern of what a server calls itself, and its address."""
    found = json.loads(ask(url, "GET", "/", None)[2])
    address = urlsplit(url).netloc
    host, _, port = address.partition(":")
    return "|".join(map(re.escape, (found["name"], found["cluster_name"], f"{host}:{int(port) + 100}", address)))


def main() -> None:
    url, *names = sys.argv[1:]
    for name in names:
        own, answers = own_names(url), []
        for method, path, body, sets_up in lines(name):
            status, kind, raw = ask(url, method, path, body)
            while status == 429:  # its memory is full: it has to collect garbage first
                time.sleep(1)
                status, kind, raw = ask(url, method, path, body)
            if not sets_up:
                answers.append(answer_of(status, kind, raw, own))
        (HERE / f"{name}.json.xz").write_bytes(lzma.compress(json.dumps(answers).encode()))


if __name__ == "__main__":
    main()
