"""Random documents that belong together, and searches about that: nested objects, parents and children, stored queries.

A round is made from a seed alone, so that what a server answered to it can be kept without it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]

WORDS: Final = ["red", "blue", "green", "fox", "bear", "wolf", "cat", "dog", "owl"]
TAGS: Final = ("a", "b", "c", "d")


@dataclass(frozen=True)
class Round:
    """judge: who knows best; corpus: settings, mappings, documents, routing; bodies: of searches"""

    judge: str
    corpus: Json
    bodies: list[Json]


class Drawn(random.Random):
    """What is drawn from."""

    def words(self, most: int) -> str:
        return " ".join(self.choices(WORDS, k=self.randint(1, most)))

    def some(self, values: Any, most: int) -> Any:
        """Returns one value, or a list of several."""
        found = [self.choice(values) for _ in range(self.randint(1, most))]
        return found[0] if len(found) == 1 and self.random() < 0.7 else found

    def maybe(self, share: float = 0.5) -> bool:
        return self.random() < share

    def kept(self, members: Json, share: float = 0.7) -> Json:
        """Returns some of the members."""
        return {name: value for name, value in members.items() if self.maybe(share)}


def leaf(drawn: Drawn, prefix: str = "") -> Json:
    """Returns a simple query on the fields below a prefix."""
    number = drawn.randint(0, 9)
    return drawn.choice(
        [
            {"match": {f"{prefix}t": drawn.words(3)}},
            {"match_phrase": {f"{prefix}t": f"{drawn.choice(WORDS)} {drawn.choice(WORDS)}"}},
            {"term": {f"{prefix}k": drawn.choice(TAGS)}},
            {"terms": {f"{prefix}k": drawn.sample(TAGS, 2)}},
            {"range": {f"{prefix}n": {"gte": number - 3, "lte": number}}},
            {"exists": {"field": f"{prefix}{drawn.choice(['t', 'k', 'n'])}"}},
            {"match_all": {}},
            {"prefix": {f"{prefix}t": drawn.choice(WORDS)[:2]}},
        ]
    )


def compound(drawn: Drawn, inner: Callable[[], Json], depth: int) -> Json:
    """Returns a query of others."""
    if depth == 0 or drawn.maybe():
        return inner()

    def parts() -> list[Json]:
        return [compound(drawn, inner, depth - 1) for _ in range(drawn.randint(1, 3))]

    return drawn.choice(
        [
            {"bool": {name: parts() for name in drawn.sample(["must", "should", "must_not", "filter"], 2)}},
            {"bool": {"should": [*parts(), *parts()], "minimum_should_match": drawn.randint(1, 2)}},
            {"bool": {"must": parts(), "must_not": parts()}},
            {"constant_score": {"filter": compound(drawn, inner, depth - 1), "boost": drawn.choice([1, 2.5])}},
            {"dis_max": {"queries": parts(), "tie_breaker": drawn.choice([0, 0.3])}},
        ]
    )


# parents and children


def joined(drawn: Drawn) -> Round:
    """Returns a round about three generations."""
    documents: Json = {}
    routing: dict[str, str] = {}

    def values() -> Json:
        return drawn.kept({"t": drawn.words(4), "k": drawn.some(TAGS, 2), "n": drawn.randint(0, 9)}, 0.8)

    parents = [f"q{i}" for i in range(drawn.randint(2, 8))]
    for name in parents:
        documents[name] = {"j": drawn.choice(["question", {"name": "question"}]), **values()}
    for i in range(drawn.randint(0, 14)):
        parent, relation = drawn.choice([*parents, "nobody"]), drawn.choice(["answer", "answer", "comment"])
        documents[f"a{i}"] = {"j": {"name": relation, "parent": parent}, **values()}
        routing[f"a{i}"] = parent
    answers = [name for name, found in documents.items() if name.startswith("a") and found["j"]["name"] == "answer"]
    for i in range(drawn.randint(0, 8) if answers else 0):
        answer = drawn.choice(answers)
        documents[f"v{i}"] = {"j": {"name": "vote", "parent": answer}, **values()}
        routing[f"v{i}"] = routing[answer]
    documents["none"] = values()
    items = list(documents.items())
    drawn.shuffle(items)
    relations = {"question": ["answer", "comment"], "answer": "vote"}
    mappings = {"properties": {"j": {"type": "join", "relations": relations}, **PLAIN}}
    corpus = {"mappings": mappings, "documents": dict(items), "routing": routing}
    return Round("opensearch", corpus, [_joined_body(drawn) for _ in range(12)])


PLAIN: Final[Json] = {"t": {"type": "text"}, "k": {"type": "keyword"}, "n": {"type": "integer"}}


def _joined_query(drawn: Drawn, depth: int = 2) -> Json:
    def inner() -> Json:
        return leaf(drawn) if depth == 0 or drawn.maybe(0.3) else _relation(drawn, depth)

    return compound(drawn, inner, 2)


def _relation(drawn: Drawn, depth: int) -> Json:
    common = drawn.kept({"boost": drawn.choice([0.5, 2]), "_name": drawn.choice("xyz")}, 0.2)
    if drawn.maybe(0.15):
        return {"parent_id": {"type": drawn.choice(["answer", "comment"]), "id": f"q{drawn.randint(0, 4)}", **common}}
    query = _joined_query(drawn, depth - 1)
    if drawn.maybe(0.35):
        parent = drawn.choice(["question", "answer"])
        return {"has_parent": {"parent_type": parent, "query": query, **drawn.kept({"score": drawn.maybe()}), **common}}
    child: Json = {"type": drawn.choice(["answer", "comment", "vote"]), "query": query, **common}
    child |= drawn.kept({"score_mode": drawn.choice(["none", "min", "max", "sum", "avg"])}, 0.8)
    if drawn.maybe(0.3):
        least = drawn.randint(1, 3)
        child |= drawn.kept({"min_children": least, "max_children": least + drawn.randint(0, 2)})
    return {"has_child": child}


def _joined_body(drawn: Drawn) -> Json:
    body: Json = {"query": _joined_query(drawn), "size": 50, "_source": False}
    if drawn.maybe(0.4):
        body["aggs"] = {"a": _joined_aggregation(drawn, 3)}
    return body


def _joined_aggregation(drawn: Drawn, depth: int) -> Json:
    below = (
        {"b": _joined_aggregation(drawn, depth - 1)} if depth and drawn.maybe(0.7) else {"s": {"sum": {"field": "n"}}}
    )
    kind = drawn.choice(["children", "parent", "terms", "filter"])
    if kind == "terms":
        return {"terms": {"field": drawn.choice(["k", "n"])}, "aggs": below}
    if kind == "filter":
        return {"filter": leaf(drawn), "aggs": below}
    return {kind: {"type": drawn.choice(["answer", "comment", "vote"])}, "aggs": below}


# stored queries


def percolated(drawn: Drawn) -> Round:
    """Returns a round about stored queries."""
    fields: Json = {**PLAIN, "x": {"type": "double"}, "ok": {"type": "boolean"}, "day": {"type": "date"}}
    nested = {"type": "nested", "properties": PLAIN}
    mappings = {"properties": {"q": {"type": "percolator"}, **fields, "c": nested}}
    queries = {str(i): {"q": _stored_query(drawn), "k": drawn.choice(TAGS)} for i in range(30)}
    corpus = {"mappings": mappings, "documents": queries}
    return Round("opensearch", corpus, [_percolation(drawn) for _ in range(10)])


def _stored_query(drawn: Drawn) -> Json:
    def inner() -> Json:
        if drawn.maybe(0.2):
            mode = drawn.choice(["avg", "sum", "max", "min", "none"])
            part = compound(drawn, lambda: leaf(drawn, "c."), 1)
            return {"nested": {"path": "c", "query": part, "score_mode": mode}}
        number = drawn.randint(0, 9)
        return drawn.choice(
            [
                leaf(drawn),
                leaf(drawn),
                {"match": {"t": {"query": drawn.words(3), "operator": "and"}}},
                {"match": {"t": {"query": drawn.words(4), "minimum_should_match": "60%"}}},
                {"match": {"t": {"query": drawn.choice(WORDS)[:-1] + "x", "fuzziness": 1}}},
                {"range": {"x": {"gt": number / 2, "lte": number}}},
                {"terms": {"n": [number, number + 2]}},
                {"range": {"day": {"gte": f"2024-01-{number + 1:02}"}}},
                {"match_phrase": {"t": {"query": drawn.words(3), "slop": 2}}},
                {"query_string": {"query": f"t:({drawn.choice(WORDS)} OR {drawn.choice(WORDS)}) AND n:[1 TO 5]"}},
                {"match_none": {}},
            ]
        )

    return compound(drawn, inner, 2)


def _document(drawn: Drawn) -> Json:
    part = lambda: drawn.kept({"t": drawn.words(3), "k": drawn.some(TAGS, 2), "n": drawn.randint(0, 9)})  # noqa: E731
    return drawn.kept(
        {
            "t": drawn.words(5) if drawn.maybe(0.8) else [drawn.words(2), drawn.words(2)],
            "k": drawn.some(TAGS, 2),
            "n": drawn.some(range(10), 2),
            "x": drawn.randint(0, 20) / 2,
            "day": f"2024-01-{drawn.randint(1, 12):02}",
            "c": [part() for _ in range(drawn.randint(0, 3))],
        }
    )


def _percolation(drawn: Drawn) -> Json:
    def one() -> Json:
        many = drawn.maybe(0.4)
        given: Json = {"documents": [_document(drawn) for _ in range(drawn.randint(1, 3))]}
        return {"percolate": {"field": "q", **(given if many else {"document": _document(drawn)})}}

    query = one()
    if drawn.maybe(0.4):
        other = one()
        other["percolate"]["name"] = "other"
        query = drawn.choice(
            [
                {"bool": {"filter": [query], "should": [leaf(drawn)]}},
                {"bool": {"should": [query, other]}},
                {"bool": {"must": [query], "must_not": [other]}},
                {"constant_score": {"filter": query, "boost": 2}},
                {"dis_max": {"queries": [query, other]}},
            ]
        )
    return {"query": query, "size": 50, "_source": False}


# nested objects


def nested(drawn: Drawn) -> Round:
    """Returns a round about nested objects within nested objects."""

    def level(fields: Json) -> Json:
        flags = drawn.kept({"include_in_parent": True, "include_in_root": True}, 0.25)
        return {"type": "nested", **flags, "properties": fields}

    mappings = {"properties": {**PLAIN, "c": level({**PLAIN, "d": level(PLAIN)}), "e": level(PLAIN)}}

    def values() -> Json:
        return drawn.kept({"t": drawn.words(3), "k": drawn.some(TAGS, 2), "n": drawn.some(range(10), 2)})

    def objects(make: Callable[[], Json]) -> Any:
        found = [make() for _ in range(drawn.randint(0, 3))]
        return found[0] if len(found) == 1 and drawn.maybe(0.3) else found

    def outer() -> Json:
        return {**values(), **drawn.kept({"d": objects(values)}, 0.7)}

    documents = {
        str(i): {**values(), **drawn.kept({"c": objects(outer), "e": objects(values)}, 0.8)}
        for i in range(drawn.randint(1, 14))
    }
    corpus = {"mappings": mappings, "documents": documents}
    return Round("elasticsearch", corpus, [_nested_body(drawn) for _ in range(14)])


def _nested_query(drawn: Drawn, path: str, depth: int = 2) -> Json:
    below = {"": ["c", "e", "c.d"], "c": ["c.d"]}.get(path, [])
    prefix = f"{path}." if path else ""

    def inner() -> Json:
        if not below or drawn.maybe(0.4):
            return leaf(drawn, prefix)
        return _nested(drawn, drawn.choice(below), depth)

    return compound(drawn, inner, depth)


def _nested(drawn: Drawn, path: str, depth: int) -> Json:
    query: Json = {"path": path, "query": _nested_query(drawn, path, depth - 1)}
    query |= drawn.kept({"score_mode": drawn.choice(["avg", "sum", "min", "max", "none"])}, 0.8)
    query |= drawn.kept({"boost": drawn.choice([0.5, 2]), "_name": drawn.choice("xyz")}, 0.15)
    return {"nested": query}


def _nested_body(drawn: Drawn) -> Json:
    body: Json = {"query": _nested_query(drawn, ""), "size": 50, "_source": False}
    if drawn.maybe(0.5):
        body["sort"] = [_nested_sort(drawn) for _ in range(drawn.randint(1, 2))]
    if drawn.maybe(0.2):
        body["query"] = _nested(drawn, drawn.choice(["c", "e"]), 2)
        body["query"]["nested"]["inner_hits"] = drawn.kept({"size": 2, "from": 0, "sort": ["_doc"]}, 0.3)
    if drawn.maybe(0.3):
        path = drawn.choice(["c", "e", "c.d"])
        below = {"k": {"terms": {"field": f"{path}.k"}, "aggs": {"r": {"reverse_nested": {}}}}}
        body["aggs"] = {"n": {"nested": {"path": path}, "aggs": below}}
    return body


def _nested_sort(drawn: Drawn) -> Json:
    path = drawn.choice(["c", "e", "c.d"])
    where: Json = {"path": path}
    if path == "c.d" and drawn.maybe(0.4):
        where = {"path": "c", "nested": {"path": "c.d"}}
        if drawn.maybe(0.4):
            where["nested"]["filter"] = _nested_query(drawn, "c.d", 1)
    if drawn.maybe(0.5):
        where["filter"] = _nested_query(drawn, where["path"], 1)
    where |= drawn.kept({"max_children": drawn.randint(1, 3)}, 0.2)
    field = drawn.choice(["n", "n", "k"])
    modes = ["min", "max"] if field == "k" else ["min", "max", "sum", "avg", "median"]
    options = {
        "order": drawn.choice(["asc", "desc"]),
        "mode": drawn.choice(modes),
        "missing": drawn.choice(["_first", "_last"]),
    }
    return {f"{path}.{field}": {"nested": where, **drawn.kept(options)}}


KINDS: Final[dict[str, Callable[[Drawn], Round]]] = {"joined": joined, "percolated": percolated, "nested": nested}


def made(kind: str, seed: int) -> Round:
    """Returns the round of a kind that belongs to a seed."""
    return KINDS[kind](Drawn(f"{kind} {seed}"))
