"""Random trials: documents over the batteries' mapping, and searches composed of the batteries' examples and of others.

A registered query or aggregation is among them with the examples of its file; nothing here names it.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from tools.oracle.parts import documents, leaves, metrics, sorts

from tests.batteries.features import Feature, Json, all_features, corpus

REQUESTS = 8  # of a trial
HIDDEN = (
    "settings",
    "mappings",
    "documents",
    "corpus",
)  # a corpus of their own is left to the batteries


@dataclass(frozen=True)
class Trial:
    """Documents, and what is asked about them.

    corpus: settings, mappings, documents by id
    bodies: of searches
    """

    corpus: Json
    bodies: list[Json]


def shared_features(kind: str, judge: str = "elasticsearch") -> list[Feature]:
    """Returns the features of a kind whose examples are about the common corpus and known to a judge."""
    return [
        found
        for found in all_features()
        if found.kind == kind
        and found.judge == judge
        and found.is_judged
        and not any(name in found.spec for name in HIDDEN)
    ]


def copies(values: Iterable[Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from(list(values)).map(copy.deepcopy)


@st.composite
def mappings(draw: st.DrawFn) -> Json:
    """Draws the common mapping with other parameters."""
    drawn: Json = copy.deepcopy(corpus()["mappings"])
    fields = drawn["properties"]
    for name in ("title", "body"):
        fields[name]["analyzer"] = draw(st.sampled_from(["standard", "whitespace", "simple"]))
        if draw(st.integers(0, 5)) == 0:
            fields[name]["norms"] = False
    fields["n"]["type"] = draw(st.sampled_from(["long", "integer", "short"]))
    fields["price"]["type"] = draw(st.sampled_from(["double", "float", "half_float"]))
    if draw(st.integers(0, 4)) == 0:
        fields["tag"]["null_value"] = "none"
    return drawn


def queries() -> st.SearchStrategy[Json]:
    """Queries of any depth below four."""
    examples = [example for found in shared_features("queries") for example in found.examples]
    return st.recursive(st.one_of(copies(examples), leaves), _compound, max_leaves=5)


def _compound(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    lists = st.lists(inner, min_size=1, max_size=3)
    occurrences = {"must": lists, "filter": lists, "should": lists, "must_not": lists}
    booleans = st.fixed_dictionaries({}, optional={**occurrences, "minimum_should_match": st.integers(0, 2)})
    boosts = st.sampled_from([0.5, 1, 2.5])
    return st.one_of(
        booleans.map(lambda body: {"bool": body}),
        st.builds(lambda query, boost: {"constant_score": {"filter": query, "boost": boost}}, inner, boosts),
        st.builds(
            lambda parts, tie: {"dis_max": {"queries": parts, "tie_breaker": tie}}, lists, st.sampled_from([0, 0.4])
        ),
        st.builds(
            lambda one, other: {"boosting": {"positive": one, "negative": other, "negative_boost": 0.5}}, inner, inner
        ),
    )


@st.composite
def aggregations(draw: st.DrawFn, depth: int = 3) -> Json:
    """Draws the `aggs` of one level: examples in their place, with random children below those that take them."""
    found = draw(st.sampled_from(shared_features("aggregations")))
    example = draw(copies(found.examples))
    takes_children = any("aggs" in other for other in found.examples)
    if takes_children and depth > 1 and draw(st.booleans()):
        example["aggs"] = {**example.get("aggs", {}), "m": draw(metrics)}
        if draw(st.booleans()):
            example["aggs"] |= {f"d{depth}_{name}": body for name, body in draw(below(depth - 1)).items()}
    return found.in_place(example)


@st.composite
def below(draw: st.DrawFn, depth: int) -> Json:
    """Draws children; only what needs nothing beside it and may stand below others."""
    possible = [f for f in shared_features("aggregations") if "within" not in f.spec and "nested_alone" not in f.spec]
    found = draw(st.sampled_from(possible))
    example = draw(copies(found.examples))
    if depth > 1 and any("aggs" in other for other in found.examples):
        example["aggs"] = {**example.get("aggs", {}), "m": draw(metrics)}
    return {"a": example}


@st.composite
def bodies(draw: st.DrawFn) -> Json:
    """Draws the body of a search."""
    body: Json = {"_source": False, "size": draw(st.sampled_from([0, 2, 30]))}
    if draw(st.integers(0, 4)) > 0:
        body["query"] = draw(queries())
    if draw(st.integers(0, 2)) == 0:
        body["aggs"] = draw(aggregations())
    if draw(st.integers(0, 2)) == 0:
        body["sort"] = draw(st.lists(sorts, min_size=1, max_size=3))
    options: dict[str, st.SearchStrategy[Any]] = {
        "from": st.sampled_from([0, 1, 3]),
        "track_total_hits": st.sampled_from([True, False, 1, 5]),
        "track_scores": st.booleans(),
        "min_score": st.sampled_from([0, 0.5, 1.2]),
        "post_filter": leaves,
        "_source": st.sampled_from([True, ["tag", "n"], {"excludes": ["parts", "b*"]}, "author.*"]),
        "fields": st.sampled_from([["n", "tag"], ["day", {"field": "day", "format": "yyyy"}], ["parts.*"]]),
        "docvalue_fields": st.sampled_from([["n"], ["tag", "day"], [{"field": "day", "format": "epoch_millis"}]]),
        "stored_fields": st.just("_none_"),
    }
    for name, values in options.items():
        if draw(st.integers(0, 7)) == 0:
            body[name] = draw(values)
    if "stored_fields" in body:
        body.pop("fields", None)
        body["_source"] = False
    return body


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    found = draw(st.lists(documents, max_size=25))
    content = {"mappings": draw(mappings()), "documents": {str(i): document for i, document in enumerate(found, 1)}}
    return Trial(content, draw(st.lists(bodies(), min_size=REQUESTS, max_size=REQUESTS)))
