"""How many documents pipelines process in a second, on one core, with reading and writing their JSON.

python -m benchmarks.ingest
"""

from __future__ import annotations

import time
from typing import Any, Final

import orjson

from findling.ingest.document import IngestDocument
from findling.ingest.pipeline import Pipeline
from findling.ingest.services import IngestServices

COUNT: Final = 20_000
_BATCH: Final = 500
_LINE: Final = (
    '83.149.9.216 - - [17/May/2015:10:05:{second:02d} +0000] "GET /presentations/search.png?id={number} HTTP/1.1" '
    '200 203023 "http://semicomplete.com/presentations/logstash/" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1)"'
)
PIPELINES: Final[dict[str, list[dict[str, Any]]]] = {
    "set, rename, lowercase, date": [
        {"set": {"field": "kind", "value": "log"}},
        {"rename": {"field": "msg", "target_field": "message"}},
        {"lowercase": {"field": "level"}},
        {"date": {"field": "time", "formats": ["ISO8601"]}},
    ],
    "grok of a line of a web server": [{"grok": {"field": "line", "patterns": ["%{COMBINEDAPACHELOG}"]}}],
    "the same and a date": [
        {"grok": {"field": "line", "patterns": ["%{COMBINEDAPACHELOG}"]}},
        {"date": {"field": "timestamp", "formats": ["dd/MMM/yyyy:HH:mm:ss Z"]}},
    ],
}


def _lines(names: list[str]) -> list[bytes]:
    found = []
    for number in range(COUNT):
        second = number % 60
        document = {
            "msg": f"request {number} done",
            "level": "INFO",
            "time": f"2015-05-17T10:05:{second:02d}.{number % 1000:03d}Z",
            "line": _LINE.format(second=second, number=number),
        }
        found.append(orjson.dumps({name: document[name] for name in names}))
    return found


def measured(processors: list[dict[str, Any]]) -> float:
    """Returns how many documents go through in a second of this process's time; the best of three rounds."""
    pipeline = Pipeline.parse("p", {"processors": processors}, IngestServices())
    lines = _lines(["line"] if "grok" in processors[0] else ["msg", "level", "time"])
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        for at in range(0, COUNT, _BATCH):
            batch = [
                IngestDocument(orjson.loads(line), {"_index": "i", "_id": "1", "_version": -3}, "2015-05-17T10:05:00Z")
                for line in lines[at : at + _BATCH]
            ]
            failures = pipeline.run(batch)
            if failures:
                raise SystemExit(f"{len(failures)} documents failed: {next(iter(failures.values()))}")
            for document in batch:
                orjson.dumps(document.source)
        best = max(best, COUNT / (time.process_time() - start))
    return best


def main() -> None:
    """Prints a table."""
    print("| pipeline | documents a second |\n| --- | ---: |")
    for name, processors in PIPELINES.items():
        print(f"| {name} | {measured(processors):,.0f} |")


if __name__ == "__main__":
    main()
