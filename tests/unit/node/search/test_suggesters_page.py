"""The example of the page about suggesters answers as the page says."""

import json
from pathlib import Path

from tests.reference.api import Api

PAGE = Path(__file__).parents[4] / "docs" / "suggesters.md"


def requests() -> list[tuple[str, str, str]]:
    """Returns method, path and body of the indented requests."""
    found: list[tuple[str, str, list[str]]] = []
    for line in PAGE.read_text().splitlines():
        if line.startswith(("    PUT ", "    POST ")):
            method, path = line.split()
            found.append((method, path, []))
        elif line.startswith("    ") and found:
            found[-1][2].append(line.strip())
    return [(method, path, "\n".join(lines) + "\n") for method, path, lines in found]


def test_the_example_suggests_what_the_page_says(api: Api) -> None:
    options = []
    for method, path, body in requests():
        answer = api.call(method, path, body if "_bulk" in path else json.loads(body))
        assert answer.status == 200, answer.text
        for entries in answer.body.get("suggest", {}).values():
            options.append([[option["text"] for option in entry["options"]] for entry in entries])
    words, phrases, typed, nothing = options
    assert [found[0] for found in words] == ["yellow", "river"]
    assert phrases[0][0] == "yellow river"
    assert typed == [["Yellow Submarine", "Yesterday Once More", "Yellow River"]]
    assert nothing == [[]]
