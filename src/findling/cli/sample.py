"""The bundled sample data: loaded once, then three requests to try with their answers.

10,000 wildlife strikes at American airports, from the FAA Wildlife Strike Database and the airport list of data.gov;
works of the United States government, in the public domain. `tools/build_sample_data.py` in the repository builds it.
"""

from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

import click
import orjson
import zstandard

from findling.cli.connection import Connection, ServerError

INDEX: Final = "strikes"
DOCUMENTS: Final = 10_000
BATCH: Final = 2_000

KEYWORD: Final = {"type": "keyword"}
DEFINITION: Final[dict[str, Any]] = {
    "settings": {"number_of_replicas": 0},
    "mappings": {
        "properties": {
            "id": KEYWORD,
            "report": {"type": "text", "analyzer": "english"},
            "species": {"type": "keyword", "fields": {"text": {"type": "text"}}},
            "size": KEYWORD,
            "date": {"type": "date"},
            "time_of_day": KEYWORD,
            "phase": KEYWORD,
            "aircraft": KEYWORD,
            "operator": KEYWORD,
            "damage": KEYWORD,
            "cost_usd": {"type": "integer"},
            "speed_knots": {"type": "short"},
            "airport": {
                "properties": {
                    "iata": KEYWORD,
                    "name": {"type": "text", "fields": {"keyword": KEYWORD}},
                    "city": KEYWORD,
                    "state": KEYWORD,
                }
            },
            "location": {"type": "geo_point"},
        }
    },
}

# what to say, the body, and which parts of the answer to show
EXAMPLES: Final = (
    (
        "a match query, best hits first",
        {"query": {"match": {"report": "turkey vulture"}}, "size": 1},
        "hits.total,hits.max_score,hits.hits._id,hits.hits._source.report",
    ),
    (
        "a filter with an aggregation",
        {
            "size": 0,
            "query": {"bool": {"filter": {"term": {"damage": "Substantial"}}}},
            "aggs": {
                "species": {"terms": {"field": "species", "size": 2}, "aggs": {"cost": {"avg": {"field": "cost_usd"}}}}
            },
        },
        "hits.total,aggregations",
    ),
    (
        "a geo query: within 50 km of New York",
        {"size": 1, "query": {"geo_distance": {"distance": "50km", "location": {"lat": 40.7, "lon": -74.0}}}},
        "hits.total,hits.hits._source.airport.name,hits.hits._source.location",
    ),
)


def load_sample(url: str) -> None:
    """Loads what is missing of the sample data and prints what to try."""
    try:
        with Connection(url) as connection:
            if stored(connection) < DOCUMENTS:
                load(connection)
            for title, body, shown in EXAMPLES:
                print_example(connection, title, body, shown)
    except ServerError as error:
        click.echo(f"sample data: {error.message}", err=True)


def stored(connection: Connection) -> int:
    """How many sample documents are there; creates the index if it is missing."""
    count: int = connection.request("GET", f"/_cat/count/{INDEX}?format=json&ignore_unavailable=true")[0]["count"]
    if int(count) == 0 and INDEX not in connection.request("GET", "/_alias?ignore_unavailable=true"):
        connection.request("PUT", f"/{INDEX}", orjson.dumps(DEFINITION))
    return int(count)


def load(connection: Connection) -> None:
    """Puts all documents in, under fixed ids: to do it again after an interruption changes nothing."""
    click.echo(f"loading {DOCUMENTS:,} sample documents into the index {INDEX} ...")
    file = resources.files("findling.cli").joinpath("data/strikes.jsonl.zst")
    lines = zstandard.decompress(file.read_bytes()).splitlines()
    for start in range(0, len(lines), BATCH):
        batch = lines[start : start + BATCH]
        body = b"".join(
            b'{"index":{"_id":"%d"}}\n%s\n' % (start + number, line) for number, line in enumerate(batch, 1)
        )
        answer = connection.request("POST", f"/{INDEX}/_bulk?filter_path=errors", body, "application/x-ndjson")
        if answer["errors"]:
            raise ServerError("some documents were refused")
    connection.request("POST", f"/{INDEX}/_refresh")


def print_example(connection: Connection, title: str, body: Mapping[str, object], shown: str) -> None:
    """One curl line, and what the server answers to it."""
    text = orjson.dumps(body).decode()
    path = f"/{INDEX}/_search?filter_path={shown}"
    answer = connection.request("POST", path, text.encode())
    click.echo(f"\n# {title}")
    click.echo(f"curl -s '{connection.url}{path}' -H 'Content-Type: application/json' -d '{text}'")
    click.echo(orjson.dumps(answer))
