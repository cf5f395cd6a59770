"""Records what Elasticsearch answers: python -m tests.golden.scenarios.record URL [NAME ...].

Those in the folder `opensearch` are asked of OpenSearch instead: record URL opensearch/NAME ...

NAME.txt holds the requests, one a line: `METHOD path body`; `\\n` in a body is a line feed. A line that begins with
`+` sets up and is not compared, `#` begins a comment. NAME.json has the answers, in order. Nothing but http is needed.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

from findling.node.services.config import Flavor
from tests.golden.searches.record import ask, outcome

HERE: Final = Path(__file__).parent


class Line(NamedTuple):
    """One request; sets_up: whether its answer is not compared."""

    method: str
    path: str
    body: str | None
    sets_up: bool


def names() -> list[str]:
    """Returns the scenarios asked of Elasticsearch, and those of OpenSearch by `opensearch/NAME`."""
    return sorted(str(path.relative_to(HERE).with_suffix("")) for path in HERE.rglob("*.txt"))


def flavor_of(name: str) -> Flavor:
    return "opensearch" if name.startswith("opensearch/") else "elasticsearch"


def lines(name: str) -> list[Line]:
    found = []
    for text in (HERE / f"{name}.txt").read_text().splitlines():
        if text and not text.startswith("#"):
            method, path, *body = text.lstrip("+").split(" ", 2)
            found.append(Line(method, path, body[0].replace("\\n", "\n") if body else None, text.startswith("+")))
    return found


def indices(name: str) -> list[str]:
    """Returns the indices that a scenario may create."""
    names = [line.path.split("?")[0].split("/")[1] for line in lines(name) if line.method in ("PUT", "POST")]
    return [f"/{name}" for name in dict.fromkeys(names) if not name.startswith("_")]


def label(line: Line) -> str:
    return f"{line.method} {line.path} {line.body or ''}".strip()


def recorded(name: str) -> list[tuple[str, Any]]:
    """Returns request and answer of each line that is compared."""
    answers: list[tuple[str, Any]] = json.loads((HERE / f"{name}.json").read_text())
    return answers


def main() -> None:
    url, *wanted = sys.argv[1:]
    for name in wanted or [name for name in names() if flavor_of(name) == "elasticsearch"]:
        for index in indices(name):
            ask(url, "DELETE", index, None)
        answers = []
        for line in lines(name):
            status, body = ask(url, line.method, line.path, line.body)
            if line.sets_up:
                assert status < 400, (line, body)
            else:
                answers.append(json.dumps([label(line), outcome(status, body)], separators=(",", ":")))
        (HERE / f"{name}.json").write_text("[\n" + ",\n".join(answers) + "\n]\n")
        for index in indices(name):
            ask(url, "DELETE", index, None)


if __name__ == "__main__":
    main()
