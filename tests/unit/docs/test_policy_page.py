"""The examples of docs/policy.md do what the page says."""

import re
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import orjson

from findling.base.clock import FixedClock
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Answer, Api

PAGE = Path(__file__).parents[3] / "docs" / "policy.md"
PASSWORD = "PASSWORD"
METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE")
THURSDAY_MS, FRIDAY_MS = (int(datetime(2026, 11, day, tzinfo=UTC).timestamp() * 1000) for day in (26, 27))


def steps() -> list[list[str]]:
    """Returns the lines of each request of the page, with the comments before and behind it."""
    found: list[list[str]] = []
    for block in re.findall(r"(?:^    .*\n|^\n)+", PAGE.read_text(), re.MULTILINE):
        has_request = True
        for line in re.sub(r"^    ", "", block, flags=re.MULTILINE).split("\n"):
            if has_request and line.startswith((*METHODS, "# as ", "# on ")):
                found.append([])
                has_request = False
            has_request = has_request or line.startswith(METHODS)
            if found and not line.startswith(("findling ", "pip ")):
                found[-1].append(line)
    return found


def check(answer: Answer, lines: list[str]) -> None:
    """Asserts what the comments behind a request say."""
    said = [line[2:] for line in lines if re.match(r"# (\d{3}|finds|says)", line)]
    status = next((int(line[:3]) for line in said if line[:3].isdigit()), None)
    assert answer.status == status if status else answer.status < 300, (lines, answer.text)
    for line in said:
        if line[:3].isdigit():
            assert line[4:] in answer.text
        if line.startswith("finds"):
            ids = sorted(hit["_id"] for hit in answer.body["hits"]["hits"])
            assert ids == sorted(filter(None, line.removeprefix("finds").strip().split(", "))), lines
        if line.startswith("says"):
            assert answer.body == orjson.loads(line.removeprefix("says")), answer.text


def test_the_examples(tmp_path: Path) -> None:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2, security=True)
    clock = FixedClock(THURSDAY_MS)
    asked = 0
    with Node(config, clock) as node:
        assert node.security is not None
        node.security.users.bootstrap(PASSWORD)
        api, credentials = Api(node), ""
        for lines in steps():
            for line in lines:
                if line.startswith("# as "):
                    credentials = b64encode(":".join(line.split()[2:4]).encode()).decode()
                if line == "# on a Friday" and clock.now_ms() < FRIDAY_MS:
                    clock.advance(FRIDAY_MS - clock.now_ms())
            place = next(number for number, line in enumerate(lines) if line.startswith(METHODS))
            method, path = lines[place].split(" ", 1)
            body = [line for line in lines[place + 1 :] if not line.startswith("# ")]
            headers = {"authorization": f"Basic {credentials}", "content-type": "application/json"}
            while body and re.match(r"[\w-]+: \S+$", body[0]):
                name, _, value = body.pop(0).partition(": ")
                headers[name.lower()] = value
            text = "\n".join(body).strip()
            node.decisions.log.flush()
            answer = api.call(method, path, text.encode() if text else None, headers)
            check(answer, [line for line in lines if line])
            asked += 1
    assert asked > 30
