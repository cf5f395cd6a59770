"""The examples of docs/graphql.md do what the page says."""

import json
import re
from pathlib import Path
from typing import Any

from tests.reference.api import Api

PAGE = Path(__file__).parents[3] / "docs" / "graphql.md"
BODY: dict[str, Any] = {"query": {"match": {"title": "engines"}}}


def blocks() -> list[str]:
    """Returns the code of the page; paragraphs of code after one another are blocks of their own."""
    found = re.findall(r"(?:^    .*\n)+", PAGE.read_text(), re.MULTILINE)
    return [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in found]


def test_the_examples(api: Api) -> None:
    done = {"requests": 0, "operations": 0, "answers": 0, "errors": 0}
    answer: Any = None
    for block in blocks():
        if re.match(r"[A-Z]+ /", block):
            check_request(block, api)
            done["requests"] += 1
        elif block.startswith("# the error"):
            wanted = json.loads(block.partition("\n")[2])
            error = answer["errors"][0]
            assert error["path"] == wanted["path"]
            assert {name: error["extensions"][name] for name in wanted["extensions"]} == wanted["extensions"]
            done["errors"] += 1
        elif block.startswith('{"'):
            assert answer == {"data": json.loads(block)}, block
            done["answers"] += 1
        else:
            answer = api.post("/_graphql", {"query": block, "variables": {"body": BODY}}).body
            assert answer.get("data") is not None, (block, answer)
            done["operations"] += 1
    assert done == {"requests": 11, "operations": 9, "answers": 6, "errors": 1}


def check_request(block: str, api: Api) -> None:
    lines = [line for line in block.splitlines() if not line.startswith("#")]
    method, path = lines[0].split(" ", 1)
    body = "\n".join(lines[1:])
    answer = api.call(method, path, f"{body}\n" if path.startswith("/_bulk") else body.encode() or None)
    status = re.search(r"^# (\d{3})$", block, re.MULTILINE)
    assert answer.status == int(status[1]) if status else answer.status < 300, (block, answer.text)
    for part in re.findall(r"^# has (.*)$", block, re.MULTILINE):
        assert part in answer.text, (block, answer.text)
