"""Random documents and requests for queries on positions: intervals and spans, with all their rules and clauses.

    python -m tools.oracle.positions --seed 1 --requests 500 --elasticsearch URL --findling URL

Both servers get the same documents; what differs in hits, order, scores or errors is printed with its request. The
golden records in tests/golden/positions are answers of Elasticsearch to the requests of one seed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tools.oracle.client import Server

from tests.batteries.compare import differences

Json = dict[str, Any]

RECORDED: Final = Path(__file__).parents[2] / "tests/golden/positions/answers.ndjson"
WORDS: Final = ("a", "b", "c", "d", "red", "reed", "read", "ready", "blue", "bluer", "wi", "fi", "wifi")
SETTINGS: Final[Json] = {
    "analysis": {
        "filter": {
            "pairs": {
                "type": "synonym_graph",
                "synonyms": ["wi fi, wifi", "red, reed", "b c d, bcd", "ready => read y"],
            }
        },
        "analyzer": {
            "paired": {"tokenizer": "standard", "filter": ["lowercase", "pairs"]},
            "stopped": {"type": "stop", "stopwords": ["a", "the"]},
        },
    }
}
MAPPINGS: Final[Json] = {
    "properties": {
        "t": {"type": "text"},
        "u": {"type": "text", "analyzer": "whitespace", "norms": False},
        "s": {"type": "text", "search_analyzer": "paired"},
        "p": {"type": "text", "index_prefixes": {"min_chars": 2, "max_chars": 3}},
        "z": {"type": "text", "analyzer": "stopped"},
        "f": {"type": "text", "index_options": "freqs"},
        "k": {"type": "keyword"},
        "n": {"type": "long"},
        "x": {"type": "alias", "path": "t"},
    }
}
SCRIPTS: Final = ("interval.start > 3", "interval.gaps <= 1", "interval.end - interval.start < 4", "false")
TEXTS: Final = ("t", "u", "s", "p", "z")
OTHERS: Final = ("f", "k", "n", "x", "missing")


def documents(rng: random.Random, n: int) -> dict[str, Json]:
    """Returns documents by id; some have several values in a field, some none."""
    found = {}
    for i in range(n):
        document: Json = {"k": rng.choice(WORDS), "n": rng.randrange(9), "f": _text(rng)}
        for field in TEXTS:
            if rng.random() < 0.9:
                document[field] = [_text(rng), _text(rng)] if rng.random() < 0.1 else _text(rng)
        found[str(i)] = document
    return found


def _text(rng: random.Random) -> str:
    size = rng.choice((0, 1, 3, 6, 12, 25, 40))
    few = rng.sample(WORDS, rng.randint(2, 8))
    return " ".join(rng.choice(few) for _ in range(size))


class Requests:
    """Draws requests; each differs from the last ones as the generator of random numbers goes on."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def request(self) -> Json:
        """Returns the body of a search."""
        rng = self._rng
        kind = rng.random()
        query = self.intervals() if kind < 0.5 else self.spans()
        if rng.random() < 0.1:
            query = {"bool": {rng.choice(("must", "should", "filter")): [query], "must_not": [self.intervals()]}}
        elif rng.random() < 0.05:
            query = {"bool": {"should": [query, self.spans()], "minimum_should_match": 1}}
        body: Json = {"query": query, "size": 100}
        if rng.random() < 0.1 and '"boost": 0,' not in json.dumps(body) and '"boost": 0}' not in json.dumps(body):
            body["explain"] = True
        return body

    def intervals(self) -> Json:
        """Returns an intervals query."""
        field = self._field()
        members = self._rule(0)
        if self._rng.random() < 0.1:
            members["boost"] = self._rng.choice((0, 0.5, 3))
        return {"intervals": {field: members}}

    def _field(self) -> str:
        return self._rng.choice(OTHERS) if self._rng.random() < 0.03 else self._rng.choice(TEXTS)

    def _word(self) -> str:
        return self._rng.choice(WORDS)

    def _rule(self, depth: int) -> Json:
        rng = self._rng
        combining = ("all_of", "any_of") if depth < 3 else ()
        name = rng.choice(("match",) * 4 + combining * 3 + ("prefix", "wildcard", "regexp", "fuzzy", "range"))
        rule: Json = getattr(self, f"_{name}")(depth)
        if name in ("match", "all_of", "any_of") and rng.random() < 0.35 and depth < 3:
            rule["filter"] = self._filter(depth)
        if name not in ("all_of", "any_of"):
            if rng.random() < 0.05:
                rule["use_field"] = self._field()
            if rng.random() < 0.05:
                rule["analyzer"] = rng.choice(("whitespace", "paired", "standard", "nothing"))
        return {name: rule}

    def _filter(self, depth: int) -> Json:
        if self._rng.random() < 0.1:
            return {"script": {"source": self._rng.choice(SCRIPTS)}}
        kinds = ("before", "after", "contained_by", "containing", "not_contained_by", "not_containing")
        kind = self._rng.choice((*kinds, "overlapping", "not_overlapping"))
        return {kind: self._rule(depth + 1)}

    def _gaps(self, rule: Json) -> Json:
        rng = self._rng
        if rng.random() < 0.6:
            rule["max_gaps"] = rng.choice((-1, 0, 0, 1, 2, 5))
        if rng.random() < 0.6:
            rule["ordered"] = rng.random() < 0.6
        return rule

    def _match(self, depth: int) -> Json:
        size = self._rng.choice((0, 1, 1, 2, 2, 2, 3, 4))
        return self._gaps({"query": " ".join(self._word() for _ in range(size))})

    def _all_of(self, depth: int) -> Json:
        return self._gaps({"intervals": [self._rule(depth + 1) for _ in range(self._rng.choice((1, 2, 2, 3)))]})

    def _any_of(self, depth: int) -> Json:
        return {"intervals": [self._rule(depth + 1) for _ in range(self._rng.choice((1, 2, 2, 3)))]}

    def _prefix(self, depth: int) -> Json:
        return {"prefix": self._word()[: self._rng.randint(1, 4)]}

    def _wildcard(self, depth: int) -> Json:
        return {"pattern": self._rng.choice(("r*d", "?", "re?d*", "*lu*", "B*", "nothing*"))}

    def _regexp(self, depth: int) -> Json:
        return {"pattern": self._rng.choice(("r.*d", "[a-c]", "re(a|e)?d", "x+", "wi(fi)?"))}

    def _fuzzy(self, depth: int) -> Json:
        rule: Json = {"term": self._word()}
        if self._rng.random() < 0.5:
            rule["fuzziness"] = self._rng.choice((0, 1, 2, "AUTO", "AUTO:2,4"))
        if self._rng.random() < 0.3:
            rule["prefix_length"] = self._rng.randint(0, 2)
        if self._rng.random() < 0.3:
            rule["transpositions"] = self._rng.random() < 0.5
        return rule

    def _range(self, depth: int) -> Json:
        low, high = sorted((self._word(), self._word()))
        return {self._rng.choice(("gte", "gt")): low, self._rng.choice(("lte", "lt")): high}

    def spans(self) -> Json:
        """Returns a span query."""
        query = self._span(self._field(), 0)
        if self._rng.random() < 0.1:
            (members,) = query.values()
            if "span_term" not in query:
                members["boost"] = self._rng.choice((0, 0.5, 3))
        return query

    def _span(self, field: str, depth: int) -> Json:
        rng = self._rng
        if depth > 2 or rng.random() < 0.15 + 0.25 * depth:
            return {"span_term": {field: self._word()}}
        if rng.random() < 0.03:
            field = self._field()
        makers: tuple[Callable[[str, int], Json], ...] = (
            self._near, self._near, self._or, self._not, self._first, self._containing, self._multi, self._masking,
        )  # fmt: skip
        return rng.choice(makers)(field, depth)

    def _clauses(self, field: str, depth: int) -> list[Json]:
        return [self._span(field, depth + 1) for _ in range(self._rng.choice((1, 2, 2, 2, 3, 4)))]

    def _near(self, field: str, depth: int) -> Json:
        rng = self._rng
        members: Json = {"clauses": self._clauses(field, depth), "slop": rng.choice((0, 1, 2, 5, 12))}
        if rng.random() < 0.7:
            members["in_order"] = rng.random() < 0.5
        if rng.random() < 0.1:
            place = rng.randrange(1, len(members["clauses"]) + 1)
            members["clauses"].insert(place, {"span_gap": {field: rng.randint(0, 3)}})
        return {"span_near": members}

    def _or(self, field: str, depth: int) -> Json:
        return {"span_or": {"clauses": self._clauses(field, depth)}}

    def _not(self, field: str, depth: int) -> Json:
        rng = self._rng
        members: Json = {"include": self._span(field, depth + 1), "exclude": self._span(field, depth + 1)}
        if rng.random() < 0.4:
            members["dist"] = rng.choice((0, 1, 3))
        elif rng.random() < 0.6:
            members[rng.choice(("pre", "post"))] = rng.choice((0, 1, 2, -1))
        return {"span_not": members}

    def _first(self, field: str, depth: int) -> Json:
        return {"span_first": {"match": self._span(field, depth + 1), "end": self._rng.choice((0, 1, 3, 8, 20))}}

    def _containing(self, field: str, depth: int) -> Json:
        name = self._rng.choice(("span_containing", "span_within"))
        return {name: {"big": self._span(field, depth + 1), "little": self._span(field, depth + 1)}}

    def _masking(self, field: str, depth: int) -> Json:
        inner = self._span(self._rng.choice(TEXTS), depth + 1)
        return {"span_field_masking": {"query": inner, "field": field}}

    def _multi(self, field: str, depth: int) -> Json:
        rng = self._rng
        name = rng.choice(("prefix", "wildcard", "regexp", "fuzzy", "range"))
        if name == "range":
            return {"span_multi": {"match": {"range": {field: self._range(depth)}}}}
        value = {"prefix": self._word()[:2], "wildcard": "r*d", "regexp": "[a-c]|re.*", "fuzzy": self._word()}[name]
        members: Json = {"value": value}
        if rng.random() < 0.3:
            members["rewrite"] = rng.choice(
                ("constant_score", "scoring_boolean", "top_terms_2", "top_terms_boost_1", "top_terms_blended_freqs_3")
            )
        return {"span_multi": {"match": {name: {field: members}}}}


def fill(server: Server, index: str, found: dict[str, Json], shards: int) -> None:
    """Creates an index of the documents, in three segments a shard, some of them deleted."""
    server.call("DELETE", f"/{index}")
    settings = {**SETTINGS, "number_of_shards": shards, "number_of_replicas": 0, "refresh_interval": "-1"}
    status, answer = server.call("PUT", f"/{index}", {"settings": settings, "mappings": MAPPINGS})
    assert status == 200, answer
    ids = list(found)
    third = -(-len(ids) // 3)
    for start in range(0, len(ids), third):
        lines = []
        for number in ids[start : start + third]:
            lines += [json.dumps({"index": {"_id": number}}), json.dumps(found[number])]
        server.call("POST", f"/{index}/_bulk", "\n".join(lines) + "\n")
        server.call("POST", f"/{index}/_refresh")
    for number in ids[:: len(ids) // 5 or 1]:
        server.call("DELETE", f"/{index}/_doc/{number}")
    server.call("POST", f"/{index}/_refresh")


def told(status: int, answer: Any) -> Json:
    """Returns what is compared of an answer."""
    if status != 200:
        error = answer["error"]
        failed = error.get("failed_shards")
        cause = failed[0]["reason"] if failed else error
        return {"status": status, "type": error["type"], "cause": [cause["type"], _plain(cause.get("reason"))]}
    failures = answer["_shards"].get("failures")
    if failures:
        return {"failed": [failures[0]["reason"]["type"], _plain(failures[0]["reason"].get("reason"))]}
    hits = answer["hits"]
    found: Json = {"total": hits["total"]["value"], "hits": [[hit["_id"], hit["_score"]] for hit in hits["hits"]]}
    explained = [_shown(hit["_explanation"]) for hit in hits["hits"][:3] if "_explanation" in hit]
    return {**found, "explained": explained} if explained else found


def _plain(reason: str | None) -> str:
    """Returns a reason without what one server alone says: places, and queries written out."""
    text = re.sub(r"^\[\d+:\d+\] ", "", reason or "null").partition("\n")[0]
    return re.sub(r"\[\{.*|\(term=.*", "", text)


def _shown(node: Json) -> list[Any]:
    text = re.sub(r"or\([^ ]*\)|in \d+\)|doc=\d+", "", node["description"])
    text = re.sub(r"spanOr\(\[([^\[\]]*)\]", lambda found: ", ".join(sorted(found[1].split(", "))), text)
    details = [_shown(detail) for detail in node["details"]]
    return [node["value"], text, sorted(details, key=str) if text.startswith("idf, sum of") else details]


def answers(server: Server, seed: int, n_requests: int, n_documents: int) -> list[Json]:
    """Returns what a server answers to the requests of a seed."""
    rng = random.Random(seed)
    index = f"positions-{seed}"
    fill(server, index, documents(rng, n_documents), 1)
    requests = Requests(rng)
    found = [told(*server.call("POST", f"/{index}/_search", requests.request())) for _ in range(n_requests)]
    server.call("DELETE", f"/{index}")
    return found


def record(judge: Server, seed: int, n_requests: int, n_documents: int) -> None:
    """Writes the answers that tests compare with."""
    lines = [json.dumps(answer, separators=(",", ":")) for answer in answers(judge, seed, n_requests, n_documents)]
    head = json.dumps({"judge": judge.version(), "seed": seed, "documents": n_documents})
    RECORDED.parent.mkdir(exist_ok=True)
    RECORDED.write_text("\n".join([head, *lines]) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.oracle.positions", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--shown", type=int, default=20, help="differences to print")
    parser.add_argument("--elasticsearch", required=True)
    parser.add_argument("--findling", help="a server to compare; without one the answers are recorded")
    options = parser.parse_args()
    if options.findling is None:
        record(Server("elasticsearch", options.elasticsearch), options.seed, options.requests, options.documents)
        return 0
    judge, ours = Server("elasticsearch", options.elasticsearch), Server("findling", options.findling)
    rng = random.Random(options.seed)
    found, index = documents(rng, options.documents), f"positions-{options.seed}"
    for server in (judge, ours):
        fill(server, index, found, options.shards)
    requests, alike = Requests(rng), 0
    for number in range(options.requests):
        body = requests.request()
        path = f"/{index}/_search"
        lines = list(differences(told(*judge.call("POST", path, body)), told(*ours.call("POST", path, body))))
        alike += not lines
        if lines and number - alike < options.shown:
            print(f"{number}: {json.dumps(body)}\n    " + "\n    ".join(lines[:3]), flush=True)
    for server in (judge, ours):
        server.call("DELETE", f"/{index}")
    print(f"seed {options.seed}, {options.shards} shards: {alike} of {options.requests} alike")
    return int(alike < options.requests)


if __name__ == "__main__":
    sys.exit(main())
