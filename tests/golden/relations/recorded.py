"""What Elasticsearch and OpenSearch answered to rounds of random searches about documents that belong together."""

import json
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("recorded.json")
SEEDS: Final = range(8)
# by round and place of the search: why the recorded answer is not the one to give
EXPLAINED: Final = {
    ("percolated 2", 4): "OpenSearch does not try a stored query two of whose optional parts match, one a match_all",
}
Json = dict[str, Any]


def read() -> dict[str, list[Json]]:
    """Returns the outcomes of each round's searches, by kind and seed."""
    found: dict[str, list[Json]] = json.loads(FILE.read_text())
    return found


def write(found: dict[str, list[Json]]) -> None:
    lines = [
        f"{json.dumps(name)}: [\n"
        + ",\n".join(" " + json.dumps(comparable(one), separators=(",", ":")) for one in outcomes)
        + "\n]"
        for name, outcomes in found.items()
    ]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def comparable(outcome: Json) -> Json:
    """Returns an outcome without what may differ: hits of the same score or sort values are in the order of their ids.

    Named parts of stored queries are shown by Elasticsearch only, which does not have these.
    """
    hits = outcome.get("hits")
    if hits is None:
        return outcome
    places = [hit.get("sort", [hit["_score"]]) for hit in hits]
    ranks = [sum(other != mine for other in places[:place]) for place, mine in enumerate(places)]
    first = {json.dumps(mine): rank for mine, rank in reversed(list(zip(places, ranks, strict=True)))}
    keyed = [(first[json.dumps(mine)], hit["_id"], hit) for mine, hit in zip(places, hits, strict=True)]
    return {**outcome, "hits": [_plain(hit) for _, _, hit in sorted(keyed, key=lambda entry: entry[:2])]}


def _plain(hit: Json) -> Json:
    fields = {name: value for name, value in hit.get("fields", {}).items() if not name.endswith("_matched_queries")}
    return {**hit, "fields": fields} if fields else {name: value for name, value in hit.items() if name != "fields"}
