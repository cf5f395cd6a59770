"""The examples of docs/scripts.md do what the page says."""

import re
import shlex
from pathlib import Path
from typing import Any

import orjson

from tests.reference.api import Api

PAGE = Path(__file__).parents[3] / "docs" / "scripts.md"


def requests_of(page: str) -> list[tuple[str, str, Any]]:
    """Returns method, path and body of each call of curl on a page."""
    blocks = re.findall(r"(?:^    .*\n)+", page, re.MULTILINE)
    found = []
    for command in re.split(r"\bcurl ", " ".join(blocks)):
        words = shlex.split(command)
        if not words:
            continue
        url = next(word for word in words if word.startswith("localhost"))
        body = words[words.index("-d") + 1] if "-d" in words else None
        method = next((word[2:] for word in words if word.startswith("-X")), "POST" if body else "GET")
        found.append((method, url.removeprefix("localhost:9200"), None if body is None else orjson.loads(body)))
    return found


def test_examples(api: Api) -> None:
    answers = {}
    for method, path, body in requests_of(PAGE.read_text(encoding="utf-8")):
        answer = api.call(method, path, body)
        assert answer.status in (200, 201), (path, answer.text)
        answers[path] = answer.body
    [hit] = answers["/shop/_search"]["hits"]["hits"]
    assert hit["fields"] == {"gross": [3.57]}
    assert answers["/shop/_update/1?refresh=true"]["result"] == "updated"
    [cheap] = answers["/shop/_search/template"]["hits"]["hits"]
    assert cheap["_source"] == {"name": "tea", "price": 5}
    assert answers["/_scripts/painless/_execute"] == {"result": "5"}
