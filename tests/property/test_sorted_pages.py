"""Sorted searches give documents in the order that Python's sort gives, page by page."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.query_strategies import PROPERTIES, corpora
from tests.reference.search_case import SearchCase

keys = st.fixed_dictionaries(
    {"field": st.sampled_from(["n", "price", "tag", "_doc"]), "order": st.sampled_from(["asc", "desc"])},
    optional={"mode": st.sampled_from(["min", "max"]), "missing": st.sampled_from(["_first", "_last"])},
)


class Descending:
    """Turns the order of a value around."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: "Descending") -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Descending) and self.value == other.value

    __hash__ = None  # type: ignore[assignment]


def rank(document: dict[str, Any], place: int, key: dict[str, Any]) -> tuple[Any, ...]:
    """Returns what the key sorts a document by; place: its number in the index."""
    descending = key["order"] == "desc"
    values = place if key["field"] == "_doc" else document.get(key["field"])
    values = values if isinstance(values, list) else [] if values is None else [values]
    if not values:
        return (1 if key.get("missing", "_last") == "_last" else -1,)
    pick = key.get("mode") or ("max" if descending else "min")
    value = max(values) if pick == "max" else min(values)
    return (0, Descending(value) if descending else value)


def clause(key: dict[str, Any]) -> dict[str, Any]:
    options = {name: value for name, value in key.items() if name != "field"}
    return {key["field"]: {"order": options["order"]} if key["field"] == "_doc" else options}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(corpora(), st.lists(keys, min_size=1, max_size=3), st.integers(1, 4))
def test_pages_in_order(corpus: tuple[list[dict[str, Any]], set[str]], sort: list[dict[str, Any]], size: int) -> None:
    segments, deleted = corpus
    with tempfile.TemporaryDirectory() as directory:
        case = SearchCase(Path(directory), PROPERTIES)
        for segment in segments:
            case.add(segment)
        if deleted:
            case.delete(*deleted)
        in_index = case.order({"size": 100})
        ranked = sorted(
            range(len(in_index)),
            key=lambda place: (*(rank(dict(case.sources[in_index[place]]), place, key) for key in sort), place),
        )
        expected = [in_index[place] for place in ranked]
        body: dict[str, Any] = {"sort": [clause(key) for key in sort]}
        assert case.order({**body, "size": 100}) == expected
        assert case.order({**body, "size": size}) == expected[:size]
        assert pages(case, {"sort": [*body["sort"], {"_doc": "asc"}], "size": size}) == expected
        case.shard.close()


def pages(case: SearchCase, body: dict[str, Any]) -> list[str]:
    """Returns all hits, page after page."""
    found: list[str] = []
    while hits := case.search(body)["hits"]["hits"]:
        found += [hit["_id"] for hit in hits]
        body["search_after"] = hits[-1]["sort"]
        assert len(found) <= 100
    return found
