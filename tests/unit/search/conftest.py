"""A small catalogue of documents, with all kinds of fields, that the tests of searching look at."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.reference.search_case import SearchCase

PROPERTIES: dict[str, Any] = {
    "title": {"type": "text", "fields": {"raw": {"type": "keyword"}}},
    "tag": {"type": "keyword"},
    "hidden": {"type": "keyword", "index": False},
    "n": {"type": "long"},
    "price": {"type": "double"},
    "scaled": {"type": "scaled_float", "scaling_factor": 100},
    "day": {"type": "date"},
    "host": {"type": "ip"},
    "ok": {"type": "boolean"},
    "place": {"type": "geo_point"},
    "also_tag": {"type": "alias", "path": "tag"},
    "author": {"properties": {"name": {"type": "keyword"}, "age": {"type": "integer"}}},
    "comments": {
        "type": "nested",
        "properties": {
            "who": {"type": "keyword"},
            "stars": {"type": "integer"},
            "text": {"type": "text"},
            "replies": {"type": "nested", "properties": {"who": {"type": "keyword"}}},
        },
    },
}

FIRST: dict[str, dict[str, Any]] = {
    "1": {
        "title": "the quick brown fox",
        "tag": ["a", "b"],
        "hidden": "h1",
        "n": 5,
        "price": 1.5,
        "scaled": 1.25,
        "day": "2023-01-01",
        "host": "10.0.0.1",
        "ok": True,
        "place": {"lat": 52.5, "lon": 13.4},
        "author": {"name": "ann", "age": 30},
        "comments": [
            {"who": "ann", "stars": 5, "text": "very good", "replies": [{"who": "bob"}, {"who": "cid"}]},
            {"who": "bob", "stars": 1, "text": "bad", "replies": {"who": "ann"}},
        ],
    },
    "2": {
        "title": "the lazy dog",
        "tag": "b",
        "hidden": "h2",
        "n": 7,
        "price": 2.5,
        "day": "2023-02-01T12:30:00Z",
        "host": "10.0.0.2",
        "ok": False,
        "place": "48.1,11.6",
    },
    "3": {
        "title": "quick quick fox and dog",
        "tag": "c",
        "n": [1, 9],
        "day": "2023-03-01",
        "ok": True,
        "host": "2001:db8::1",
    },
}
SECOND: dict[str, dict[str, Any]] = {
    "4": {
        "title": "brown dog fox quick",
        "tag": "a",
        "n": 3,
        "price": -1.0,
        "scaled": 0.5,
        "comments": [{"who": "ann", "stars": 2}],
        "author": {"name": "bob"},
    },
    "5": {"title": "nothing"},
}


def fill(case: SearchCase) -> SearchCase:
    """Indexes the catalogue as two segments."""
    case.add(FIRST)
    case.add(SECOND)
    return case


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchCase]:
    """The catalogue, in one shard for all tests, which must not write to it."""
    case = fill(SearchCase(tmp_path_factory.mktemp("catalogue"), PROPERTIES))
    yield case
    case.shard.close()
