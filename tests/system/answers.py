"""Indexes some of the sample data and prints what requests answer: the same with and without compiled kernels.

python -m tests.system.answers
"""

import sys
from importlib import resources
from typing import Any

import orjson
import zstandard

from findling.cli.sample import DEFINITION
from findling.kernels.search import topk
from findling.rest.request import Request
from findling.testing.instance import Findling

DOCUMENTS = 400
QUERIES: tuple[dict[str, Any], ...] = (
    {"match_all": {}},
    {"match": {"report": "large gull at night"}},
    {"match": {"report": {"query": "gull dawn approach", "operator": "and"}}},
    {"match": {"report": {"query": "gull night dawn climb", "minimum_should_match": 2}}},
    {"match_phrase": {"report": "no damage was reported"}},
    {"match_phrase": {"report": {"query": "struck during climb", "slop": 8}}},
    {"match_phrase_prefix": {"report": "take-off ru"}},
    {"fuzzy": {"report": {"value": "vultur", "fuzziness": 2}}},
    {"prefix": {"species": "Unknown"}},
    {"wildcard": {"aircraft": "B-7*7*"}},
    {"regexp": {"aircraft": "MD-8[0-9]"}},
    {"terms": {"damage": ["Minor", "Substantial"]}},
    {"range": {"speed_knots": {"gte": 120, "lt": 150}}},
    {"range": {"date": {"gte": "1990-06-01||/M", "lt": "1990-12-01"}}},
    {"geo_distance": {"distance": "300km", "location": "40.7,-74.0"}},
    {"geo_bounding_box": {"location": {"top_left": "45,-100", "bottom_right": "30,-70"}}},
    {"bool": {"must": [{"match": {"report": "gull"}}], "filter": [{"term": {"time_of_day": "Day"}}]}},
    {"bool": {"filter": [{"exists": {"field": "speed_knots"}}], "must_not": [{"term": {"size": "Small"}}]}},
    {"query_string": {"query": "report:(hawk OR owl) AND NOT damage:None"}},
)  # fmt: skip
AGGREGATIONS = {
    "species": {"terms": {"field": "species"}, "aggs": {"speed": {"stats": {"field": "speed_knots"}}}},
    "months": {"date_histogram": {"field": "date", "calendar_interval": "month", "time_zone": "America/New_York"}},
    "speeds": {"histogram": {"field": "speed_knots", "interval": 50}},
    "kinds": {"cardinality": {"field": "aircraft"}},
    "middle": {"geo_centroid": {"field": "location"}},
}


def ask(findling: Findling, method: str, target: str, body: bytes, kind: str = "application/json") -> dict[str, Any]:
    path, _, parameters = target.partition("?")
    headers = {"content-type": kind} if body else {}
    rendered = findling.app.handle(Request(method, path, {}, {}, headers, body), parameters)
    answer: dict[str, Any] = orjson.loads(rendered.body)
    assert rendered.status == 200, answer
    answer.pop("took", None)
    return answer


def answers() -> list[dict[str, Any]]:
    """The answers to all requests, the last one to an index merged to one segment after deletes."""
    packed = resources.files("findling.cli").joinpath("data/strikes.jsonl.zst").read_bytes()
    lines = zstandard.decompress(packed).splitlines()[:DOCUMENTS]
    found = []
    with Findling(socket=False) as findling:
        ask(findling, "PUT", "/strikes", orjson.dumps(DEFINITION))
        for start in range(0, DOCUMENTS, DOCUMENTS // 2):
            rows = enumerate(lines[start : start + DOCUMENTS // 2], start)
            body = b"".join(b'{"index":{"_id":"%d"}}\n%s\n' % row for row in rows)
            ask(findling, "POST", "/strikes/_bulk?refresh", body, "application/x-ndjson")
        for query in QUERIES:
            found.append(ask(findling, "POST", "/strikes/_search", orjson.dumps({"query": query})))
        sort = [{"speed_knots": "desc"}, {"id": "asc"}]
        found.append(ask(findling, "POST", "/strikes/_search", orjson.dumps({"sort": sort, "aggs": AGGREGATIONS})))
        by_number = {"query": QUERIES[1], "sort": sort[:1]}
        found.append(ask(findling, "POST", "/strikes/_search", orjson.dumps(by_number)))
        of_query = {"size": 0, "query": QUERIES[1], "aggs": AGGREGATIONS}
        found.append(ask(findling, "POST", "/strikes/_search", orjson.dumps(of_query)))
        ask(findling, "POST", "/strikes/_bulk?refresh", b'{"delete":{"_id":"7"}}\n', "application/x-ndjson")
        ask(findling, "POST", "/strikes/_forcemerge?max_num_segments=1", b"")
        found.append(
            ask(findling, "POST", "/strikes/_search", orjson.dumps({"query": QUERIES[1], "aggs": AGGREGATIONS}))
        )
    return found


if __name__ == "__main__":
    sys.stdout.write(orjson.dumps({"kernels": topk.__file__, "answers": answers()}).decode())
