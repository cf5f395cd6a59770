"""What became of events: those that are lost, there twice, or not in the order in which they were published."""

from collections import Counter
from typing import Any

from tests.edge.places import Places


def judged(places: Places, expected: set[str]) -> dict[str, int]:
    """Returns how many events are not as they should be on the hub, in the order in which it took them."""
    ids: Counter[str] = Counter()
    last: dict[str, int] = {}
    disordered = 0
    for hit in _all(places):
        ids[f"{hit['_id']}"] += 1
        own = hit["_source"]["edge"]
        disordered += own["n"] < last.get(own["device"], -1)
        last[own["device"]] = own["n"]
    return {
        "lost": len(expected - ids.keys()),
        "invented": len(ids.keys() - expected),
        "double": sum(count - 1 for count in ids.values()),
        "disordered": disordered,
    }


def _all(places: Places) -> Any:
    after: list[Any] = []
    while True:
        body: dict[str, Any] = {"size": 5000, "sort": [{"_seq_no": "asc"}], "_source": ["edge"]}
        hits = places.ask("POST", "/edge-events/_search", {**body, **({"search_after": after} if after else {})})
        if not hits["hits"]["hits"]:
            return
        yield from hits["hits"]["hits"]
        after = hits["hits"]["hits"][-1]["sort"]
