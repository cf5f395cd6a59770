"""Real documents over HTTP: what the server counts equals a few lines of plain Python over the file."""

import collections
import datetime
import math
from importlib import resources
from typing import Any

import orjson
import pytest
import zstandard

from findling.cli.sample import BATCH, DEFINITION
from findling.testing.instance import Findling

Document = dict[str, Any]


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    packed = resources.files("findling.cli").joinpath("data/strikes.jsonl.zst").read_bytes()
    return [orjson.loads(line) for line in zstandard.decompress(packed).splitlines()]


@pytest.fixture(scope="module")
def client(documents: list[Document]) -> Any:
    with Findling() as findling:
        findling.client.indices.create(index="strikes", **DEFINITION)
        for start in range(0, len(documents), BATCH):
            operations = [line for d in documents[start : start + BATCH] for line in ({"index": {"_id": d["id"]}}, d)]
            assert not findling.client.bulk(index="strikes", operations=operations)["errors"]
        yield findling.client


def search(client: Any, **body: Any) -> Any:
    return client.search(index="strikes", track_total_hits=True, **body)


def test_every_document_is_there(client: Any, documents: list[Document]) -> None:
    assert client.count(index="strikes")["count"] == len(documents) == 10_000
    for number in (1, 5_000, 10_000):
        assert client.get(index="strikes", id=str(number))["_source"] == documents[number - 1]


def test_match_finds_what_contains_a_word(client: Any, documents: list[Document]) -> None:
    found = search(client, query={"match": {"species.text": "gull"}})["hits"]["total"]["value"]
    assert found == sum("gull" in d["species"].lower().replace("-", " ").split() for d in documents) > 100


def test_filters(client: Any, documents: list[Document]) -> None:
    query = {
        "bool": {
            "filter": [
                {"terms": {"damage": ["Minor", "Substantial"]}},
                {"range": {"speed_knots": {"gte": 120, "lt": 180}}},
            ],
            "must_not": [{"term": {"time_of_day": "Night"}}],
        }
    }
    expected = {
        d["id"]
        for d in documents
        if d["damage"] in ("Minor", "Substantial")
        and 120 <= (d["speed_knots"] or 0) < 180
        and d["time_of_day"] != "Night"
    }
    hits = search(client, query=query, size=1000)["hits"]["hits"]
    assert {hit["_id"] for hit in hits} == expected
    assert len(hits) == len(expected) > 10


def test_terms_with_average(client: Any, documents: list[Document]) -> None:
    aggs = {"species": {"terms": {"field": "species", "size": 500}, "aggs": {"cost": {"avg": {"field": "cost_usd"}}}}}
    buckets = search(client, size=0, aggs=aggs)["aggregations"]["species"]["buckets"]
    costs = collections.defaultdict(list)
    for d in documents:
        costs[d["species"]].append(d["cost_usd"])
    assert {b["key"]: (b["doc_count"], b["cost"]["value"]) for b in buckets} == {
        species: (len(values), pytest.approx(sum(values) / len(values))) for species, values in costs.items()
    }


def test_date_histogram_by_month(client: Any, documents: list[Document]) -> None:
    aggs = {"months": {"date_histogram": {"field": "date", "calendar_interval": "month", "format": "yyyy-MM"}}}
    buckets = search(client, size=0, aggs=aggs)["aggregations"]["months"]["buckets"]
    expected = collections.Counter(d["date"][:7] for d in documents)
    assert {b["key_as_string"]: b["doc_count"] for b in buckets if b["doc_count"]} == expected
    first, last = min(expected), max(expected)
    months = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) + 1
    assert len(buckets) == months


def test_stats_and_cardinality(client: Any, documents: list[Document]) -> None:
    aggs = {"speed": {"stats": {"field": "speed_knots"}}, "kinds": {"cardinality": {"field": "aircraft"}}}
    answer = search(client, size=0, aggs=aggs)["aggregations"]
    speeds = [d["speed_knots"] for d in documents if d["speed_knots"] is not None]
    assert answer["speed"] == {
        "count": len(speeds),
        "min": min(speeds),
        "max": max(speeds),
        "avg": pytest.approx(sum(speeds) / len(speeds)),
        "sum": sum(speeds),
    }
    assert answer["kinds"]["value"] == len({d["aircraft"] for d in documents})


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great circle distance on a sphere of Lucene's mean earth radius."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(x) for x in point) for point in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0087714 * math.asin(math.sqrt(h))


@pytest.mark.parametrize(("km", "place"), [(50, (40.7, -74.0)), (300, (41.9, -87.6)), (1, (0.0, 0.0))])
def test_geo_distance(client: Any, documents: list[Document], km: float, place: tuple[float, float]) -> None:
    query = {"geo_distance": {"distance": f"{km}km", "location": {"lat": place[0], "lon": place[1]}}}
    found = search(client, query=query, size=0)["hits"]["total"]["value"]
    assert found == sum(kilometres((d["location"]["lat"], d["location"]["lon"]), place) <= km for d in documents)


def test_sorted_pages_show_every_document_once(client: Any, documents: list[Document]) -> None:
    seen: list[tuple[int, str]] = []
    after = None
    while True:
        body: dict[str, Any] = {"sort": [{"date": "desc"}, {"id": "asc"}], "size": 1000}
        if after is not None:
            body["search_after"] = after
        hits = search(client, **body)["hits"]["hits"]
        if not hits:
            break
        seen += [(hit["sort"][0], hit["_id"]) for hit in hits]
        after = hits[-1]["sort"]

    def milliseconds(text: str) -> int:
        day = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)
        return int(day.timestamp() * 1000)

    expected = sorted(((milliseconds(d["date"]), d["id"]) for d in documents), key=lambda row: (-row[0], row[1]))
    assert seen == expected
