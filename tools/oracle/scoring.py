"""Random requests for queries that score by what documents hold, and for `rewrite` of queries for many terms.

    python -m tools.oracle.scoring --seed 1 --requests 300 --elasticsearch URL --findling URL

Both servers get the same documents; what differs in hits, order, scores or errors is printed with its request.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from typing import Any, Final

from tools.oracle.client import Server

from tests.batteries.compare import differences
from tests.batteries.requests import outcome

Json = dict[str, Any]

INDEX: Final = "oracle-scoring"
WORDS: Final = tuple("river bear fox quick brown stone dog honey salmon winter forest lazy winter's über the a".split())  # noqa: SIM905
MAPPINGS: Final[Json] = {
    "properties": {
        "title": {"type": "text", "fields": {"raw": {"type": "keyword"}}},
        "body": {"type": "text"},
        "tag": {"type": "keyword"},
        "n": {"type": "long"},
        "price": {"type": "double"},
        "half": {"type": "half_float"},
        "day": {"type": "date"},
        "fine": {"type": "date_nanos"},
        "place": {"type": "geo_point"},
    }
}
REWRITES: Final = (
    "constant_score", "constant_score_boolean", "constant_score_blended", "scoring_boolean", "top_terms_3",
    "top_terms_boost_3", "top_terms_blended_freqs_3", "top_terms_1", "top_terms_boost_1", "top_terms_blended_freqs_50",
    "top_terms_0", "top_terms_x", "TOP_TERMS_3", "top_terms_99999999999",
)  # fmt: skip
_VALUES: Final = {
    "prefix": ("r", "b", "f", "a", "be", "w", "", "Ri", "zz", "ü"),
    "wildcard": ("*o*", "r*", "?o?", "b*r", "*", "f?x", "??????", "w*r?s", "x*", "\\*", "B*"),
    "regexp": ("r.*", "(fox|dog)", "[b-f].+", "b.*|s.*", "~(fox).*", "a@b", "sal(mon)?", "<1-5>", "", "(", "R.*", "#"),
    "fuzzy": ("rivr", "foz", "beer", "dag", "stome", "lasy", "a", "", "foxx", "salmom"),
}


def documents(rng: random.Random, n: int) -> list[Json]:
    """Returns documents; a field has one value, several or none."""

    def text(most: int) -> str:
        return " ".join(rng.choices(WORDS, range(len(WORDS), 0, -1), k=rng.randint(1, most)))

    makers: dict[str, Callable[[], Any]] = {
        "title": lambda: text(5),
        "body": lambda: text(30),
        "tag": lambda: rng.choice("abcde"),
        "n": lambda: rng.randint(0, 100),
        "price": lambda: round(rng.uniform(0, 100), 2),
        "half": lambda: rng.uniform(0, 3),
        "day": lambda: f"2024-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T{rng.randint(0, 23):02}:00:00Z",
        "fine": lambda: (
            f"2024-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T00:00:00.{rng.randint(0, 999_999_999):09}Z"
        ),
        "place": lambda: {"lat": round(rng.uniform(40, 60), 3), "lon": round(rng.uniform(0, 20), 3)},
    }
    return [
        {
            name: [make() for _ in range(rng.randint(2, 3))] if rng.random() < 0.2 else make()
            for name, make in makers.items()
            if rng.random() < 0.85
        }
        for _ in range(n)
    ]


class Requests:
    """Draws queries."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def query(self) -> Json:
        """Returns one of either kind."""
        return self.function_score(0) if self._rng.random() < 0.5 else self.many_terms()

    def function_score(self, depth: int) -> Json:
        """Returns a function_score query, itself a part of another query at times."""
        rng = self._rng
        body: Json = {"query": self._part() if depth or rng.random() < 0.85 else self.function_score(1)}
        if rng.random() < 0.35:
            body |= self._function()
        else:
            body["functions"] = [self._filtered() for _ in range(rng.randint(0, 3))]
        for name, values in {
            "score_mode": ("first", "avg", "max", "sum", "min", "multiply"),
            "boost_mode": ("multiply", "replace", "sum", "avg", "min", "max"),
            "max_boost": (0.3, 2, 17.5),
            "min_score": (0.2, 1, 2.5),
            "boost": (0.3, 2),
        }.items():
            if rng.random() < 0.3:
                body[name] = rng.choice(values)
        query = {"function_score": body}
        if depth or rng.random() < 0.8:
            return query
        return rng.choice(
            [
                {"bool": {"must": [query], "should": [self._part()]}},
                {"dis_max": {"queries": [query, self._part()], "tie_breaker": 0.3}},
                {"constant_score": {"filter": query}},
                {"boosting": {"positive": query, "negative": self._part(), "negative_boost": 0.3}},
            ]
        )

    def many_terms(self) -> Json:
        """Returns a query for many terms with a `rewrite`."""
        rng = self._rng
        kind, field = rng.choice(list(_VALUES)), rng.choice(("title", "body", "tag", "title.raw", "missing"))
        body: Json = {"value": rng.choice(_VALUES[kind]), "rewrite": rng.choice(REWRITES)}
        if rng.random() < 0.25:
            body["boost"] = rng.choice((2, 0.3))
        if kind == "fuzzy":
            body["fuzziness"] = rng.choice((0, 1, 2, "AUTO", "AUTO:2,4"))
        elif rng.random() < 0.2:
            body["case_insensitive"] = True
        query = {kind: {field: body}}
        return query if rng.random() < 0.8 else {"bool": {"must": [query], "should": [self._part()]}}

    def _part(self) -> Json:
        rng = self._rng
        return rng.choice(
            [
                {"match": {"title": " ".join(rng.sample(WORDS[:8], 2))}},
                {"match": {"body": rng.choice(WORDS[:10])}},
                {"match_all": {}},
                {"term": {"tag": rng.choice("abc")}},
                {"range": {"n": {"gte": rng.randint(0, 60)}}},
                {"prefix": {"title": "r"}},
                {"exists": {"field": "price"}},
            ]
        )

    def _filtered(self) -> Json:
        function = self._function()
        if self._rng.random() < 0.5:
            function["filter"] = self._part()
        if self._rng.random() < 0.4:
            function["weight"] = round(self._rng.uniform(0, 3), 2)
        return function

    def _function(self) -> Json:
        rng = self._rng
        kind = rng.choice(("weight", "random_score", "field_value_factor", "number", "number", "date", "point"))
        if kind == "weight":
            return {"weight": round(rng.uniform(0, 4), 2)}
        if kind == "random_score":
            seed = rng.choice((rng.randint(-9, 10**11), f"x{rng.randint(0, 9)}"))
            return {
                kind: {"seed": seed, "field": rng.choice(("n", "tag", "price", "_seq_no", "day", "title.raw", "fine"))}
            }
        if kind == "field_value_factor":
            modifier = rng.choice(["none", "log1p", "log2p", "ln1p", "ln2p", "square", "sqrt", "reciprocal"])
            field = rng.choice(("n", "price", "half"))
            return {kind: {"field": field, "missing": 1.7, "factor": rng.choice((1, 0.3, 2.5)), "modifier": modifier}}
        return self._decay(kind)

    def _decay(self, kind: str) -> Json:
        rng = self._rng
        field, origins, scales, offsets = {
            "number": (rng.choice(("n", "price", "half")), (0, 33, 71.5, "20"), (1, 20, "10", 33.5), (1, 2.5)),
            "date": (
                rng.choice(("day", "fine")),
                ("2024-06-01", "2024-06-05||/M"),
                ("10d", "3h", "500m"),
                ("1d", "90h"),
            ),
            "point": (
                "place",
                ("50,10", {"lat": 45, "lon": 3.5}, [10, 50], "u33"),
                ("100km", "500mi"),
                ("10km", 5_000),
            ),
        }[kind]
        decay: Json = {"origin": rng.choice(origins), "scale": rng.choice(scales)}
        if rng.random() < 0.3:
            decay["offset"] = rng.choice(offsets)
        if rng.random() < 0.4:
            decay["decay"] = rng.choice((0.1, 0.33, 0.9))
        function: Json = {field: decay}
        if rng.random() < 0.5:
            function["multi_value_mode"] = rng.choice(("min", "max", "avg", "sum", "median"))
        return {rng.choice(("gauss", "exp", "linear")): function}


def fill(server: Server, found: list[Json]) -> None:
    """Makes the index anew."""
    server.call("DELETE", f"/{INDEX}", None)
    server.call("PUT", f"/{INDEX}", {"settings": {"number_of_replicas": 0}, "mappings": MAPPINGS})
    for number, document in enumerate(found):
        server.call("PUT", f"/{INDEX}/_doc/{number}", document)
    server.call("POST", f"/{INDEX}/_refresh", None)


def main() -> int:
    """Compares; returns 1 if something differs."""
    parser = argparse.ArgumentParser(prog="python -m tools.oracle.scoring", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--elasticsearch", required=True, help="URL")
    parser.add_argument("--findling", required=True, help="URL")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    found = documents(rng, 60)
    judge, ours = Server("elasticsearch", options.elasticsearch), Server("findling", options.findling)
    for server in (judge, ours):
        fill(server, found)
    drawn, different = Requests(rng), 0
    for _ in range(options.requests):
        body = {"query": drawn.query(), "size": 60, "_source": False}
        expected, answer = (outcome(*server.call("POST", f"/{INDEX}/_search", body)) for server in (judge, ours))
        lines = list(differences(expected, answer))
        if lines:
            different += 1
            print(body, *lines[:4], sep="\n  ")
    for server in (judge, ours):
        server.call("DELETE", f"/{INDEX}", None)
    print(f"{options.requests} asked, {options.requests - different} alike")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
