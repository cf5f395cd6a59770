"""Random documents, queries and options for the three highlighters.

    python -m tools.oracle.highlighting --seed 1 --requests 500 --elasticsearch URL --findling URL

Both servers get the same documents; what differs in the fragments or errors is printed with its request. The golden
records in tests/golden/highlighting are answers of Elasticsearch to the requests of one seed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from pathlib import Path
from typing import Any, Final

from tools.oracle.client import Server

from tests.batteries.compare import differences

Json = dict[str, Any]

RECORDED: Final = Path(__file__).parents[2] / "tests/golden/highlighting/answers.ndjson"
WORDS: Final = (
    *("fox", "foxes", "dog", "Dog", "quick", "quickly", "brown", "lazy", "river", "moon", "forest", "the", "a", "of"),
    *(
        "jumps",
        "jumping",
        "run",
        "running",
        "naïve",
        "Straße",
        "3.14",
        "1998",
        "U.S.",
        "it's",
        "well-known",
        "fo",
        "日本",
    ),
    *("<b>", "&", "x/y", "foo_bar", "😀", "e.g."),
)
ENDS: Final = (
    ". ",
    ". ",
    "! ",
    "? ",
    ", ",
    "; ",
    " ",
    " ",
    " ",
    " ",
    " ",
    " - ",
    " (",
    ") ",
    '." ',
    "\n",
    ".\n\n",
    "... ",
)
SETTINGS: Final[Json] = {
    "analysis": {
        "filter": {"pairs": {"type": "synonym_graph", "synonyms": ["lazy dog, sloth", "quick, rapid"]}},
        "analyzer": {
            "paired": {"tokenizer": "standard", "filter": ["lowercase", "pairs"]},
            "grams": {"tokenizer": "grams", "filter": ["lowercase"]},
        },
        "tokenizer": {
            "grams": {"type": "edge_ngram", "min_gram": 2, "max_gram": 5, "token_chars": ["letter", "digit"]}
        },
    }
}
_VECTORS: Final = {"type": "text", "term_vector": "with_positions_offsets"}
MAPPINGS: Final[Json] = {
    "properties": {
        "t": {"type": "text", "copy_to": "all", "fields": {"en": {"type": "text", "analyzer": "english"}}},
        "o": {"type": "text", "index_options": "offsets"},
        "v": {**_VECTORS, "fields": {"en": {**_VECTORS, "analyzer": "english"}}},
        "s": {"type": "text", "search_analyzer": "paired", "store": True},
        "g": {"type": "text", "analyzer": "grams", "search_analyzer": "standard"},
        "k": {"type": "keyword", "ignore_above": 40},
        "all": {"type": "text"},
        "x": {"type": "alias", "path": "t"},
        "c": {"type": "nested", "properties": {"t": {"type": "text"}}},
    }
}
TEXTS: Final = ("t", "o", "v", "s")
SHOWN: Final = ("t", "t", "o", "v", "v", "s", "g", "k", "t.en", "v.en", "x", "all", "c.t", "*", "missing")


def documents(rng: random.Random, n: int) -> dict[str, Json]:
    """Returns documents by id; some have several values in a field, some none."""
    found = {}
    for i in range(n):
        document: Json = {"k": [" ".join(rng.choices(WORDS, k=rng.randint(1, 4))) for _ in range(rng.randint(1, 2))]}
        for field in (*TEXTS, "g"):
            if rng.random() < 0.9:
                many = rng.random() < 0.2
                document[field] = [text(rng) for _ in range(rng.randint(1, 3))] if many else text(rng)
        if rng.random() < 0.3:
            document["c"] = [{"t": text(rng)} for _ in range(rng.randint(1, 3))]
        found[str(i)] = document
    return found


def text(rng: random.Random) -> str:
    """Returns words with all sorts of things between them."""
    few = rng.sample(WORDS, rng.randint(4, len(WORDS)))
    words = (
        word.capitalize() if rng.random() < 0.15 else word for word in rng.choices(few, k=rng.choice((1, 3, 8, 20, 60)))
    )
    return "".join(f"{word}{rng.choice(ENDS)}" for word in words)


class Requests:
    """Draws requests; each differs from the last ones as the generator of random numbers goes on."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def request(self) -> Json:
        """Returns the body of a search."""
        query = self.query(0)
        return {"query": query, "highlight": self.highlight(), "_source": False, "sort": ["_doc"], "size": 6}

    def _word(self) -> str:
        return self._rng.choice(WORDS[:16])

    def _words(self, most: int = 3) -> str:
        return " ".join(self._word() for _ in range(self._rng.randint(1, most)))

    def query(self, depth: int) -> Json:
        """Returns a query of any kind."""
        rng = self._rng
        compound = ("bool", "dis_max", "constant_score", "function_score", "boosting", "nested") if depth < 2 else ()
        leaves = (
            ("match",) * 4 + ("phrase",) * 3 + ("pattern", "spans", "intervals", "terms", "syntax", "fields", "like")
        )
        kind = rng.choice(leaves + compound)
        found: Json = getattr(self, f"_{kind}")(depth)
        return found

    def _field(self) -> str:
        return self._rng.choice((*TEXTS, *TEXTS, "g", "k", "t.en", "v.en", "x", "all"))

    def _match(self, depth: int) -> Json:
        rng = self._rng
        body: Json = {"query": self._words(), "operator": rng.choice(("or", "or", "and"))}
        if rng.random() < 0.2:
            body["fuzziness"] = rng.choice(("AUTO", 1))
        if rng.random() < 0.15:
            body["boost"] = rng.choice((2, 0.5, 3))
        return {rng.choice(("match", "match", "match_bool_prefix")): {self._field(): body}}

    def _phrase(self, depth: int) -> Json:
        rng = self._rng
        body = {"query": self._words(4), "slop": rng.choice((0, 0, 0, 1, 3, 10))}
        return {rng.choice(("match_phrase", "match_phrase", "match_phrase_prefix")): {rng.choice(TEXTS): body}}

    def _pattern(self, depth: int) -> Json:
        rng, field = self._rng, self._field()
        name, value = rng.choice(
            (("prefix", "fo"), ("prefix", "qu"), ("wildcard", "*n*g"), ("wildcard", "f?x"), ("regexp", "[fd]o.*"))
        )
        if rng.random() < 0.2:
            return {"fuzzy": {field: {"value": rng.choice(("fax", "dig", "quik"))}}}
        return {name: {field: {"value": value}}}

    def _terms(self, depth: int) -> Json:
        rng, field = self._rng, self._field()
        if rng.random() < 0.3:
            return {"range": {field: {"gte": "dog", "lte": rng.choice(("fox", "lazy"))}}}
        if rng.random() < 0.3:
            return {"term": {field: self._word()}}
        return {rng.choice(("terms",)): {field: [self._word(), self._word()]}}

    def _spans(self, depth: int) -> Json:
        return self._span(self._rng.choice(TEXTS), 0)

    def _span(self, field: str, depth: int) -> Json:
        rng = self._rng
        term = {"span_term": {field: self._word().lower()}}
        if depth > 1:
            return term
        inner = [self._span(field, depth + 1) for _ in range(2)]
        return rng.choice(
            (
                {"span_near": {"clauses": inner, "slop": rng.choice((0, 2, 8)), "in_order": rng.random() < 0.5}},
                {"span_or": {"clauses": inner}},
                {"span_not": {"include": inner[0], "exclude": term, "dist": rng.choice((0, 1))}},
                {"span_first": {"match": inner[0], "end": rng.choice((3, 9))}},
                {"span_containing": {"big": inner[0], "little": inner[1]}},
                {"span_within": {"big": inner[0], "little": inner[1]}},
                {"span_multi": {"match": {"prefix": {field: {"value": "fo"}}}}},
            )
        )

    def _intervals(self, depth: int) -> Json:
        rng = self._rng
        rule: Json = {
            "match": {"query": self._words(), "max_gaps": rng.choice((-1, 0, 4)), "ordered": rng.random() < 0.5}
        }
        kind = rng.random()
        if kind < 0.3:
            rule = {"all_of": {"intervals": [rule, {"prefix": {"prefix": "fo"}}], "ordered": rng.random() < 0.5}}
        elif kind < 0.5:
            rule = {"any_of": {"intervals": [rule, {"match": {"query": self._word()}}]}}
        elif kind < 0.7:
            name = rng.choice(("containing", "not_containing", "contained_by", "overlapping", "before"))
            rule["match"]["filter"] = {name: {"match": {"query": self._word()}}}
        return {"intervals": {rng.choice(TEXTS): rule}}

    def _syntax(self, depth: int) -> Json:
        rng = self._rng
        one, two, three = (self._word() for _ in range(3))
        written = rng.choice(
            (f"{one} {two}", f'"{one} {two}" {three}', f"+{one} -{two} {three}", f"{one} AND fo*", f"{one}~ OR {two}^2")
        )
        name = rng.choice(("query_string", "simple_query_string"))
        return {name: {"query": written, "fields": rng.sample(TEXTS, rng.randint(1, 2))}}

    def _fields(self, depth: int) -> Json:
        rng = self._rng
        if rng.random() < 0.25:
            return {"combined_fields": {"query": self._words(), "fields": ["t", "o"]}}
        kind = rng.choice(("best_fields", "most_fields", "cross_fields", "phrase", "phrase_prefix", "bool_prefix"))
        return {"multi_match": {"query": self._words(), "fields": ["t", rng.choice(("o^2", "v", "s"))], "type": kind}}

    def _like(self, depth: int) -> Json:
        body = {"fields": ["t", "v"], "like": self._words(6), "min_term_freq": 1, "min_doc_freq": 1}
        return {"more_like_this": body}

    def _bool(self, depth: int) -> Json:
        rng = self._rng
        body: Json = {}
        for name in rng.sample(("must", "should", "filter", "must_not", "should"), rng.randint(1, 3)):
            body[name] = [self.query(depth + 1) for _ in range(rng.randint(1, 2))]
        if "should" in body and rng.random() < 0.3:
            body["minimum_should_match"] = rng.randint(1, 2)
        return {"bool": body}

    def _dis_max(self, depth: int) -> Json:
        return {"dis_max": {"queries": [self.query(depth + 1), self.query(depth + 1)]}}

    def _constant_score(self, depth: int) -> Json:
        return {"constant_score": {"filter": self.query(depth + 1), "boost": self._rng.choice((1, 2))}}

    def _function_score(self, depth: int) -> Json:
        return {"function_score": {"query": self.query(depth + 1), "functions": [{"weight": 2}]}}

    def _boosting(self, depth: int) -> Json:
        return {
            "boosting": {"positive": self.query(depth + 1), "negative": self.query(depth + 1), "negative_boost": 0.5}
        }

    def _nested(self, depth: int) -> Json:
        return {"nested": {"path": "c", "query": {"match": {"c.t": self._words()}}}}

    def highlight(self) -> Json:
        """Returns a highlight."""
        rng = self._rng
        kind = rng.choice(("unified", "unified", "plain", "fvh"))
        fields = {"v": {}} if kind == "fvh" else {name: {} for name in rng.sample(SHOWN, rng.randint(1, 3))}
        if kind == "fvh" and rng.random() < 0.3:
            fields["v.en"] = {}
        for options in fields.values():
            options.update(self._options(kind, 0.25))
        body: Json = {"type": kind, "fields": fields, **self._options(kind, 0.5)}
        if kind != "plain" and rng.random() < 0.1:
            next(iter(fields.values()))["matched_fields"] = ["v", "v.en"] if kind == "fvh" else ["t", "t.en"]
        return body

    def _options(self, kind: str, share: float) -> Json:
        rng = self._rng
        choices: Json = {
            "fragment_size": (18, 30, 50, 100, 200),
            "number_of_fragments": (0, 1, 2, 3, 5, 10),
            "order": ("score", "none"),
            "no_match_size": (0, 5, 20, 100),
            "require_field_match": (True, False),
            "encoder": ("html", "default"),
            "fragmenter": ("simple", "span"),
            "boundary_scanner": ("sentence", "word") if kind == "unified" else ("sentence", "word", "chars"),
            "boundary_max_scan": (0, 3, 20, 50),
            "boundary_chars": (".,!? \t\n", ".", " "),
            "tags_schema": ("styled", "default"),
            "max_analyzed_offset": (20, 100, 5000),
            "phrase_limit": (1, 3, 256),
            "highlight_query": (self.query(1),),
        }
        found: Json = {}
        for name in rng.sample(list(choices), 4):
            if rng.random() < share:
                found[name] = rng.choice(choices[name])
        return found


def fill(server: Server, index: str, found: dict[str, Json], shards: int) -> None:
    """Makes an index of the documents, in two segments."""
    server.call("DELETE", f"/{index}")
    settings = {**SETTINGS, "number_of_shards": shards, "number_of_replicas": 0}
    status, answer = server.call("PUT", f"/{index}", {"settings": settings, "mappings": MAPPINGS})
    assert status == 200, answer
    ids = list(found)
    half = -(-len(ids) // 2)
    for start in range(0, len(ids), half):
        lines = []
        for number in ids[start : start + half]:
            lines += [json.dumps({"index": {"_id": number}}), json.dumps(found[number])]
        server.call("POST", f"/{index}/_bulk", "\n".join(lines) + "\n")
        server.call("POST", f"/{index}/_refresh")


def told(status: int, answer: Any) -> Json:
    """Returns what is compared of an answer."""
    if status != 200:
        error = answer["error"]
        failed = error.get("failed_shards")
        cause = failed[0]["reason"] if failed else error
        reason = re.sub(r"^\[\d+:\d+\] ", "", cause.get("reason") or "null")
        return {"status": status, "type": error["type"], "cause": [cause["type"], reason]}
    return {"hits": [[hit["_id"], hit.get("highlight")] for hit in answer["hits"]["hits"]]}


def answers(server: Server, seed: int, n_requests: int, n_documents: int) -> list[Json]:
    """Returns what a server answers to the requests of a seed."""
    rng = random.Random(seed)
    index = f"highlight-{seed}"
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
    parser = argparse.ArgumentParser(prog="python -m tools.oracle.highlighting", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--documents", type=int, default=40)
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
    found, index = documents(rng, options.documents), f"highlight-{options.seed}"
    for server in (judge, ours):
        fill(server, index, found, options.shards)
    return compare(judge, ours, Requests(rng), index, options)


def compare(judge: Server, ours: Server, requests: Requests, index: str, options: argparse.Namespace) -> int:
    """Sends all requests to both and prints what differs; returns 1 if anything does."""
    alike = n_hits = alike_hits = 0
    path = f"/{index}/_search"
    for number in range(options.requests):
        body = requests.request()
        theirs, found = told(*judge.call("POST", path, body)), told(*ours.call("POST", path, body))
        lines = list(differences(theirs, found))
        alike += not lines
        pairs = list(zip(theirs.get("hits", []), found.get("hits", []), strict=False))
        n_hits += len(theirs.get("hits", []))
        alike_hits += sum(one == other for one, other in pairs)
        if lines and number - alike < options.shown:
            print(f"{number}: {json.dumps(body, ensure_ascii=False)}\n    " + "\n    ".join(lines[:3]), flush=True)
    for server in (judge, ours):
        server.call("DELETE", f"/{index}")
    print(f"seed {options.seed}: {alike} of {options.requests} requests alike, {alike_hits} of {n_hits} hits")
    return int(alike < options.requests)


if __name__ == "__main__":
    sys.exit(main())
