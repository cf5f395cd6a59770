"""Records what Elasticsearch answers with security on: python -m tests.golden.security.record URL PASSWORD [NAME ...].

NAME.txt holds the requests, one a line: `[NAME:=] WHO METHOD path body`. WHO is `-` (nobody), `elastic`,
`user:password`, `@NAME` (the key or token that an answer kept as NAME:= gave), or a whole header in quotes;
`WHO>OTHER` asks on behalf of another. `{NAME.member}` in path or body stands for what that answer had. `+` before a
line sets up and is not compared; `#` begins a comment. NAME.json has the answers, in order.
"""

import json
import re
import sys
import urllib.request
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError

HERE: Final = Path(__file__).parent
_LINE: Final = re.compile(
    r"(?P<set>\+)?(?:(?P<keep>\w+):= )?(?P<who>\"[^\"]*\"\S*|\S+) (?P<method>[A-Z]+) (?P<path>\S+)(?: (?P<body>.*))?"
)
# of answers: what each request changes, what is a secret, what another node has, what may be told in any order
_LEFT_OUT: Final = frozenset(
    {
        *("took", "creation", "expiration", "invalidation", "uuid", "index_uuid", "creation_date", "_seq_no", "_sort"),
        *("api_key", "encoded", "access_token", "refresh_token", "_scroll_id", "pit_id"),
        *("col", "nodes", "cluster_name", "suppressed", "total_size_in_bytes"),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One request. keep: under which name its answer is kept; sets_up: whether it is not compared"""

    who: str
    method: str
    path: str
    body: str | None
    keep: str | None
    sets_up: bool

    @property
    def label(self) -> str:
        return f"{self.who} {self.method} {self.path} {self.body or ''}".strip()


@dataclass
class Kept:
    """What answers gave that later requests need."""

    answers: dict[str, Any] = field(default_factory=dict)

    def fill(self, text: str | None) -> str | None:
        """Returns a text with what stands in braces."""
        if text is None:
            return None
        return re.sub(r"\{(\w+)\.(\w+)\}", lambda found: str(self.answers[found[1]][found[2]]), text)

    def headers(self, who: str, password: str) -> dict[str, str]:
        """Returns the headers that say who asks."""
        who, _, other = who.strip('"').partition(">")
        headers = {} if not other else {"es-security-runas-user": other}
        if who == "elastic":
            who = f"elastic:{password}"
        if who.startswith("@"):
            answer = self.answers[who[1:]]
            token = answer.get("access_token") or answer.get("token", {}).get("value")
            value = f"ApiKey {answer['encoded']}" if "encoded" in answer else f"Bearer {token}"
        elif " " in who:
            value = who
        else:
            value = f"Basic {b64encode(who.encode()).decode()}"
        return headers if who == "-" else {**headers, "Authorization": value}


def names() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.txt"))


def lines(name: str) -> list[Line]:
    found = []
    for text in (HERE / f"{name}.txt").read_text().splitlines():
        if text and not text.startswith("#"):
            parts = _LINE.fullmatch(text)
            assert parts is not None, text
            body = parts["body"] and parts["body"].replace("\\n", "\n")
            found.append(Line(parts["who"], parts["method"], parts["path"], body, parts["keep"], bool(parts["set"])))
    return found


def outcome(status: int, body: Any) -> Any:
    """Returns what is compared of an answer."""
    return [status, _steady(body)]


def _steady(value: Any) -> Any:
    if isinstance(value, dict):
        return {_masked(name): _steady(part) for name, part in value.items() if name not in _LEFT_OUT}
    if isinstance(value, list):
        return [_steady(part) for part in value]
    if isinstance(value, str):
        value = re.sub(r"\[\d+:\d+\]", "[line:column]", value)
        value = re.sub(r"^\d{10} [\d:]{8} ", "TIME ", value)
        value = re.sub(r"^(AAEAA|cGl0|w5OsB)\S+$", "TOKEN", value)
        return _masked(value)
    return value


def _masked(text: str) -> str:
    """Returns a text without the ids that the server made up."""
    return re.sub(r"(?<![\w.-])(?=[\w-]*[A-Z0-9])[\w-]{20,22}(?![\w-])", "ID", text)


def ask(url: str, line: Line, kept: Kept, password: str) -> tuple[int, Any]:
    """Sends a request and keeps what is to be kept of its answer."""
    raw = kept.fill(line.body)
    headers = {"Content-Type": "application/json", **kept.headers(line.who, password)}
    path = kept.fill(line.path) or ""
    request = urllib.request.Request(url + path, None if raw is None else raw.encode(), headers, method=line.method)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            status, text = response.status, response.read()
    except HTTPError as error:
        status, text = error.code, error.read()
    try:
        body = json.loads(text or b"{}")
    except ValueError:
        body = text.decode()
    if line.keep is not None:
        kept.answers[line.keep] = body
    return status, body


def recorded(name: str) -> list[tuple[str, Any]]:
    """Returns request and answer of each line that is compared."""
    answers: list[tuple[str, Any]] = json.loads((HERE / f"{name}.json").read_text())
    return answers


def main() -> None:
    url, password, *wanted = sys.argv[1:]
    for name in wanted or names():
        answers, kept = [], Kept()
        for line in lines(name):
            status, body = ask(url, line, kept, password)
            if line.sets_up:
                assert status < 400, (line, body)
            else:
                answers.append(json.dumps([line.label, outcome(status, body)], separators=(",", ":"), sort_keys=True))
        (HERE / f"{name}.json").write_text("[\n" + ",\n".join(answers) + "\n]\n")


if __name__ == "__main__":
    main()
