"""Records what a real Elasticsearch answers: python -m tests.golden.vectors.record ELASTICSEARCH_URL."""

import json
import sys
from pathlib import Path
from typing import Final

from tests.golden.searches.record import ask, outcome
from tests.golden.vectors.requests import Json, bodies, documents, mapping

HERE: Final = Path(__file__).parent
INDEX: Final = "vectors-recorded"


def label(body: Json) -> str:
    """Returns what a search is recorded under."""
    return json.dumps(body, sort_keys=True)


def bulk() -> str:
    """Returns the body that indexes all documents at once, so that they are in one segment."""
    lines = []
    for number, document in enumerate(documents()):
        lines += [json.dumps({"index": {"_id": str(number)}}), json.dumps(document)]
    return "\n".join(lines) + "\n"


def main() -> None:
    url = sys.argv[1]
    ask(url, "DELETE", f"/{INDEX}", None)
    status, answer = ask(url, "PUT", f"/{INDEX}", {"settings": {"refresh_interval": -1}, "mappings": mapping()})
    assert status == 200, answer
    status, answer = ask(url, "POST", f"/{INDEX}/_bulk?refresh=true", bulk())
    assert not answer["errors"], answer
    # what vectors are quantized to depends on what is in their segment
    assert len(ask(url, "GET", f"/_cat/segments/{INDEX}?format=json", None)[1]) == 1
    lines = []
    for body in bodies():
        found = outcome(*ask(url, "POST", f"/{INDEX}/_search", body))
        lines.append(f"{json.dumps(label(body))}: {json.dumps(found, separators=(',', ':'))}")
    ask(url, "DELETE", f"/{INDEX}", None)
    (HERE / "recorded.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
