"""A small index with every kind of field, in two shards and three segments, one document deleted."""

from collections.abc import Iterator

import pytest

from tests.reference.aggs_case import AggsCase

PROPERTIES = {
    "tag": {"type": "keyword"},
    "n": {"type": "long"},
    "p": {"type": "double"},
    "d": {"type": "date"},
    "nanos": {"type": "date_nanos"},
    "b": {"type": "boolean"},
    "ip": {"type": "ip"},
    "t": {"type": "text"},
    "u": {"type": "unsigned_long"},
    "s": {"type": "scaled_float", "scaling_factor": 100},
    "g": {"type": "geo_point"},
    "c": {"type": "constant_keyword", "value": "same"},
    "items": {"type": "nested", "properties": {"c": {"type": "keyword"}, "q": {"type": "integer"}}},
}


def document(i: int) -> dict[str, object]:
    return {
        "tag": ["a", "c"] if i % 5 == 0 else "ab"[i % 2],
        "n": i,
        "p": i / 4,
        "d": f"2024-0{1 + i % 3}-01",
        "nanos": f"2024-01-01T00:00:00.{i:09d}Z",
        "b": i % 3 == 0,
        "ip": f"10.0.0.{i % 4}",
        "t": "some text",
        "u": 2**63 + i % 2,
        "s": i / 100,
        "g": {"lat": i, "lon": 170 + 2 * i if i < 5 else -170 + i},
        "items": [{"c": "u", "q": i}, {"c": "v", "q": 1}],
    }


DOCUMENTS = [document(i) for i in range(10)]


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AggsCase]:
    """Documents 0 to 9 without 2; 0 to 6 in two segments of the first shard, 7 to 9 in the second shard."""
    case = AggsCase(
        tmp_path_factory.mktemp("index"), PROPERTIES, [[DOCUMENTS[:4], DOCUMENTS[4:7]], [DOCUMENTS[7:]]], [2]
    )
    yield case
    case.close()
