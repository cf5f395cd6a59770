"""Random searches for what decides which hits are shown, in which order: collapse, rescore, sorts, pages, inner hits.

    python -m tools.oracle.hits --seed 1 --requests 300 --elasticsearch URL --findling URL

Both servers get the same documents, in two indices of several shards; one request in eight has something wrong in it.
What differs in hits, order, scores or errors is printed with its request.
"""

from __future__ import annotations

import argparse
import random
import sys
from typing import Any, Final

from tools.oracle.client import Server

from tests.batteries.compare import differences
from tests.golden.searches.record import outcome
from tests.golden.searches.test_searches import comparable

Json = dict[str, Any]

INDICES: Final = {"hits-oracle-a": 3, "hits-oracle-b": 1}
WORDS: Final = tuple("river bear fox quick brown stone dog honey".split())  # noqa: SIM905
MAPPINGS: Final[Json] = {
    "properties": {
        "text": {"type": "text"},
        "tag": {"type": "keyword"},
        "number": {"type": "integer"},
        "price": {"type": "double"},
        "rate": {"type": "half_float"},
        "day": {"type": "date"},
        "fine": {"type": "date_nanos"},
        "place": {"type": "geo_point"},
        "parts": {"type": "nested", "properties": {"tag": {"type": "keyword"}, "size": {"type": "integer"}}},
    }
}
_MODES: Final = ("min", "max", "sum", "avg", "median")
# what is put in the place of a value to make a request wrong
_WRONG: Final = (None, -1, "x", [], {}, True, "no_such_field", 1.5, 100_000)


def documents(rng: random.Random, n: int) -> list[Json]:
    """Returns documents; tag and number have one value at most, so that hits can be collapsed by them."""
    found = []
    for _ in range(n):
        document: Json = {"text": " ".join(rng.choices(WORDS, range(len(WORDS), 0, -1), k=rng.randint(1, 8)))}
        document |= {"tag": rng.choice("abcde")} if rng.random() < 0.8 else {}
        document |= {"number": rng.randint(-3, 12)} if rng.random() < 0.8 else {}
        if rng.random() < 0.8:
            document["price"] = rng.choice([-0.0, 0.0, 1.5, [2.25, 7.5], 1e300, round(rng.uniform(-5, 5), 3)])
        if rng.random() < 0.7:
            document |= {"rate": rng.uniform(0, 9), "day": f"20{rng.randint(10, 30)}-0{rng.randint(1, 9)}-11"}
            document["fine"] = f"2024-0{rng.randint(1, 9)}-12T00:00:00.{rng.randint(0, 999_999_999):09}Z"
        if rng.random() < 0.7:
            document["place"] = {"lat": round(rng.uniform(40, 60), 2), "lon": round(rng.uniform(0, 20), 2)}
        document["parts"] = [{"tag": rng.choice("xyz"), "size": rng.randint(0, 9)} for _ in range(rng.randint(0, 3))]
        found.append(document)
    return found


class Requests:
    """Draws searches."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def search(self) -> Json:
        """Returns a search of any kind."""
        rng = self._rng
        body: Json = {"query": self._query(), "_source": False, "size": rng.choice((0, 3, 5, 50))}
        kind = rng.choice(("sort", "sort", "collapse", "rescore", "inner"))
        if kind == "sort":
            body["sort"] = self._sort()
        elif kind == "collapse":
            body |= {"collapse": self._collapse(), "sort": rng.choice((["_score"], [*self._sort(), "number"]))}
        elif kind == "rescore":
            body["rescore"] = [self._rescorer() for _ in range(rng.randint(1, 3))]
        else:
            body["query"] = {"nested": {"path": "parts", "query": self._nested(), "inner_hits": self._inner("parts.")}}
        for name, values in {
            "from": (1, 4),
            "track_scores": (True,),
            "track_total_hits": (True, False, 3),
            "min_score": (0.3,),
            "post_filter": ({"range": {"number": {"gte": 4}}},),
            "docvalue_fields": (["number", "price"],),
        }.items():
            if rng.random() < 0.15:
                body[name] = rng.choice(values)
        return self._spoilt(body) if rng.random() < 0.125 else body

    def _query(self) -> Json:
        rng = self._rng
        return rng.choice(
            [
                {"match": {"text": " ".join(rng.sample(WORDS, 2))}},
                {"match": {"text": rng.choice(WORDS)}},
                {"match_all": {}},
                {"bool": {"must": {"match": {"text": "fox bear"}}, "filter": {"range": {"number": {"gte": 2}}}}},
            ]
        )

    def _nested(self) -> Json:
        rng = self._rng
        return rng.choice([{"match_all": {}}, {"term": {"parts.tag": "x"}}, {"range": {"parts.size": {"gte": 4}}}])

    def _sort(self) -> list[Any]:
        return [self._key() for _ in range(self._rng.randint(1, 2))]

    def _key(self) -> Any:
        rng = self._rng
        kind = rng.choice(("plain", "field", "field", "nested", "place", "special"))
        if kind == "plain":
            return rng.choice(("number", "tag", "price", "rate", "day", "fine"))
        if kind == "special":
            return rng.choice(
                ("_score", {"_score": "asc"}, {"nope": {"unmapped_type": rng.choice(("long", "keyword"))}})
            )
        order: Json = {"order": rng.choice(("asc", "desc"))}
        if kind == "place":
            points = [[round(rng.uniform(0, 20), 1), round(rng.uniform(40, 60), 1)] for _ in range(rng.randint(1, 3))]
            mode = rng.choice(("min", "max", "avg", "median"))
            return {"_geo_distance": {"place": points, "unit": rng.choice(("m", "km", "mi")), "mode": mode, **order}}
        if kind == "nested":
            nested: Json = {"path": "parts"} | ({"filter": self._nested()} if rng.random() < 0.5 else {})
            return {"parts.size": {"nested": nested, "mode": rng.choice(_MODES), **order}}
        field = rng.choice(("number", "price", "rate", "day", "fine", "tag"))
        order |= {"missing": rng.choice(("_first", "_last"))} if rng.random() < 0.5 else {}
        if field in ("number", "price", "rate"):
            order |= {"numeric_type": rng.choice(("long", "double", "date"))} if rng.random() < 0.3 else {}
            order |= {"mode": rng.choice(_MODES)} if rng.random() < 0.3 else {}
        elif field != "tag":
            order |= {"format": rng.choice(("yyyy-MM", "epoch_millis"))} if rng.random() < 0.3 else {}
            order |= {"numeric_type": rng.choice(("date", "date_nanos"))} if rng.random() < 0.2 else {}
        return {field: order}

    def _collapse(self) -> Json:
        rng = self._rng
        collapse: Json = {"field": rng.choice(("tag", "number", "rate"))}
        if rng.random() < 0.6:
            inner = [{"name": name, **self._inner("")} for name in "ab"[: rng.randint(1, 2)]]
            collapse["inner_hits"] = inner if len(inner) > 1 else inner[0]
        return collapse

    def _inner(self, prefix: str) -> Json:
        rng = self._rng
        inner: Json = {"size": rng.choice((1, 3, 9)), "_source": rng.choice((False, [f"{prefix}tag"]))}
        inner |= {"from": 1} if rng.random() < 0.3 else {}
        field = f"{prefix}{'size' if prefix else 'number'}"
        inner |= {"sort": [{field: "desc"}]} if rng.random() < 0.5 else {}
        inner |= {"docvalue_fields": [field]} if rng.random() < 0.3 else {}
        return inner

    def _rescorer(self) -> Json:
        rng = self._rng
        query: Json = {"rescore_query": self._query()}
        query |= {"score_mode": rng.choice(("total", "multiply", "avg", "max", "min"))} if rng.random() < 0.6 else {}
        for name in ("query_weight", "rescore_query_weight"):
            query |= {name: rng.choice((0, 0.3, 2))} if rng.random() < 0.4 else {}
        return {"window_size": rng.choice((1, 4, 30)), "query": query}

    def _spoilt(self, body: Json) -> Json:
        """Returns a search with one value replaced, at any depth."""
        rng = self._rng
        at: Any = body
        while True:
            key = rng.choice(list(at)) if isinstance(at, dict) else rng.randrange(len(at))
            if not isinstance(at[key], (dict, list)) or not at[key] or rng.random() < 0.3:
                at[key] = rng.choice(_WRONG)
                return body
            at = at[key]


def fill(server: Server, found: list[Json]) -> None:
    """Makes the indices anew."""
    for number, (index, shards) in enumerate(INDICES.items()):
        server.call("DELETE", f"/{index}", None)
        server.call("PUT", f"/{index}", {"settings": {"number_of_shards": shards}, "mappings": MAPPINGS})
        for id_, document in enumerate(found[number :: len(INDICES)]):
            server.call("PUT", f"/{index}/_doc/{number}-{id_}", document)
        server.call("POST", f"/{index}/_refresh", None)


def main() -> int:
    """Compares; returns 1 if something differs."""
    parser = argparse.ArgumentParser(prog="python -m tools.oracle.hits", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--elasticsearch", required=True, help="URL")
    parser.add_argument("--findling", required=True, help="URL")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    found = documents(rng, 120)
    judge, ours = Server("elasticsearch", options.elasticsearch), Server("findling", options.findling)
    for server in (judge, ours):
        fill(server, found)
    drawn, different = Requests(rng), 0
    for _ in range(options.requests):
        body, indices = drawn.search(), ",".join(rng.sample(list(INDICES), rng.randint(1, 2)))
        answers = [server.call("POST", f"/{indices}/_search", body) for server in (judge, ours)]
        lines = list(differences(*[comparable(outcome(status, answer)) for status, answer in answers]))
        if lines:
            different += 1
            print(indices, body, *lines[:4], sep="\n  ")
    for server in (judge, ours):
        server.call("DELETE", f"/{','.join(INDICES)}", None)
    print(f"{options.requests} asked, {options.requests - different} alike")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
