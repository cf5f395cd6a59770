"""terms: partitions, regular expressions, what stands in for fields that are not mapped; top_hits under a query."""

from typing import Any

import numpy as np
import pytest

from findling.search.partition_hashes import hashes_of_numbers, hashes_of_terms
from tests.reference.api import Api

WORDS = ["", "a", "ab", "abc", "abcd", "abcde", "kiwi tree", "Bäume", "x" * 41]
LOW_BITS = 0xFFFFFFFF


def rotated(word: int, n: int) -> int:
    return (word << n | word >> (32 - n)) & LOW_BITS


def murmur3(octets: bytes, seed: int) -> int:
    """Murmur3 (x86, 32 bits), one term at a time."""
    hashed = seed
    whole = len(octets) // 4 * 4
    for at in range(0, len(octets), 4):
        word = int.from_bytes(octets[at : at + 4], "little")
        hashed ^= rotated(word * 0xCC9E2D51 & LOW_BITS, 15) * 0x1B873593 & LOW_BITS
        if at < whole:
            hashed = (rotated(hashed, 13) * 5 + 0xE6546B64) & LOW_BITS
    hashed ^= len(octets)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        hashed = (hashed ^ hashed >> shift) * factor & LOW_BITS
    return hashed ^ hashed >> 16


def test_hashes_of_terms() -> None:
    terms = [word.encode() for word in WORDS]
    ends = np.cumsum([len(term) for term in terms])
    starts = ends - [len(term) for term in terms]
    found = hashes_of_terms(np.frombuffer(b"".join(terms), np.uint8), starts, ends)
    assert found.view(np.uint32).tolist() == [murmur3(term, 31) for term in terms]
    none = np.empty(0, np.int64)
    assert len(hashes_of_terms(np.empty(0, np.uint8), none, none)) == 0


def test_hashes_of_numbers_depend_on_all_bits() -> None:
    numbers = np.array([0, 1, 2, 2**40, 2**62, -1], np.int64)
    hashes = hashes_of_numbers(numbers).tolist()
    assert hashes[0] == 0
    assert len(set(hashes)) == len(hashes)
    assert [h % 2 for h in hashes_of_numbers(np.array([5678, 1234])).tolist()] == [0, 1]


@pytest.fixture
def shop(api: Api) -> Api:
    properties = {"k": {"type": "keyword"}, "n": {"type": "long"}, "ip": {"type": "ip"}, "t": {"type": "text"}}
    api.put("/shop", {"settings": {"number_of_shards": 2}, "mappings": {"properties": properties}})
    for n, word in enumerate(WORDS[1:]):
        api.put(f"/shop/_doc/{n}", {"k": word, "n": 1000 * n, "ip": f"10.0.0.{n}", "t": f"fruit {word}"})
    api.post("/shop/_refresh")
    return api


def buckets(api: Api, **terms: Any) -> list[dict[str, Any]]:
    answer = api.post("/shop/_search", {"size": 0, "aggs": {"a": {"terms": {"size": 100, **terms}}}})
    assert answer.status == 200, answer.body
    found: list[dict[str, Any]] = answer.body["aggregations"]["a"]["buckets"]
    return found


@pytest.mark.parametrize("field", ["k", "n", "ip"])
def test_partitions_divide_all_terms(shop: Api, field: str) -> None:
    parts = [
        {b["key"] for b in buckets(shop, field=field, include={"partition": n, "num_partitions": 3})} for n in range(3)
    ]
    assert set.union(*parts) == {b["key"] for b in buckets(shop, field=field)}
    assert sum(map(len, parts)) == len(WORDS) - 1
    if field == "k":
        places = {word: (murmur3(word.encode(), 31) ^ 1 << 31) - (1 << 31) for word in WORDS[1:]}
        assert parts == [{word for word, place in places.items() if place % 3 == n} for n in range(3)]


@pytest.mark.parametrize("field", ["n", "ip"])
def test_regular_expressions_are_for_text(shop: Api, field: str) -> None:
    answer = shop.post("/shop/_search", {"aggs": {"some": {"terms": {"field": field, "exclude": "1.*"}}}})
    assert answer.status == 400
    assert answer.body["error"]["root_cause"][0]["reason"].startswith(
        "Aggregation [some] cannot support regular expression style include/exclude settings"
    )


@pytest.mark.parametrize(
    ("value_type", "missing", "key", "text"),
    [
        ("boolean", True, 1, "true"),
        ("date", "2020-02-03", 1580688000000, "2020-02-03T00:00:00.000Z"),
        ("long", "7", 7, None),
        ("double", 2.5, 2.5, None),
        ("string", "x", "x", None),
        (None, False, "false", None),
        (None, 3, "3", None),
    ],
)
def test_values_for_fields_that_are_not_mapped(
    shop: Api, value_type: str | None, missing: Any, key: Any, text: str | None
) -> None:
    options = {} if value_type is None else {"value_type": value_type}
    (bucket,) = buckets(shop, field="nowhere", missing=missing, **options)
    assert (bucket["key"], bucket.get("key_as_string"), bucket["doc_count"]) == (key, text, len(WORDS) - 1)


def test_top_hits_explain_and_name_the_query(shop: Api) -> None:
    fruit = {"match": {"t": {"query": "fruit", "_name": "all"}}}
    query = {"bool": {"should": [fruit, {"term": {"n": {"value": 1000, "_name": "one"}}}]}}
    aggs = {"t": {"terms": {"field": "k"}, "aggs": {"h": {"top_hits": {"explain": True, "size": 1}}}}}
    found = shop.post("/shop/_search", {"size": 0, "query": query, "aggs": aggs}).body["aggregations"]["t"]["buckets"]
    assert len(found) == len(WORDS) - 1
    for bucket in found:
        (hit,) = bucket["h"]["hits"]["hits"]
        assert hit["matched_queries"] == (["all", "one"] if hit["_source"]["n"] == 1000 else ["all"])
        assert hit["_explanation"]["value"] == pytest.approx(hit["_score"])
