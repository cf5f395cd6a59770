"""Random documents and queries for the tests of searching."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

WORDS = ["ab", "cd", "ef", "gh"]
TAGS = ["x", "y", "z"]
PROPERTIES = {
    "title": {"type": "text"},
    "body": {"type": "text"},
    "tag": {"type": "keyword"},
    "n": {"type": "long"},
    "price": {"type": "double"},
}
TEXT_FIELDS = ["title", "body"]

texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
long_texts = st.lists(st.sampled_from(WORDS), min_size=40, max_size=60).map(" ".join)
numbers = st.integers(-3, 3)
boosts = st.sampled_from([1.0, 0.5, 2.0, 3.7])


def _one_or_many(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(values, st.lists(values, min_size=1, max_size=3))


documents = st.fixed_dictionaries(
    {},
    optional={
        "title": texts,
        "body": st.one_of(texts, texts, texts, long_texts),
        "tag": _one_or_many(st.sampled_from(TAGS)),
        "n": _one_or_many(numbers),
        "price": _one_or_many(st.sampled_from([-1.5, 0.0, 0.1, 2.5])),
    },
)


@st.composite
def corpora(draw: st.DrawFn) -> tuple[list[dict[str, Mapping[str, Any]]], set[str]]:
    """Returns up to four segments of documents by id, and ids that are deleted afterwards.

    An id may come again in a later segment, which replaces the document.
    """
    ids = st.sampled_from([f"d{i}" for i in range(12)])
    segments = draw(st.lists(st.dictionaries(ids, documents, min_size=1, max_size=6), min_size=1, max_size=4))
    known = sorted({id_ for segment in segments for id_ in segment})
    deleted = draw(st.sets(st.sampled_from(known), max_size=3))
    return segments, deleted


fields = st.sampled_from(TEXT_FIELDS)
words = st.sampled_from([*WORDS, "none"])


def _entry(field: st.SearchStrategy[str], value: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda name, content: {name: content}, field, value)


_match = st.one_of(
    st.fixed_dictionaries({"query": st.lists(words, min_size=1, max_size=4, unique=True).map(" ".join)}),
    st.fixed_dictionaries(
        {
            "query": st.lists(words, min_size=1, max_size=4, unique=True).map(" ".join),
            "operator": st.just("and"),
            "boost": boosts,
        }
    ),
    st.fixed_dictionaries(
        {
            "query": st.lists(words, min_size=2, max_size=4, unique=True).map(" ".join),
            "minimum_should_match": st.integers(1, 2),
            "boost": boosts,
        }
    ),
)

leaves = st.one_of(
    st.builds(lambda boost: {"match_all": {"boost": boost}}, boosts),
    st.builds(lambda entry: {"match": entry}, _entry(fields, _match)),
    st.builds(
        lambda entry: {"match_phrase": entry},
        _entry(fields, st.lists(words, min_size=1, max_size=3).map(" ".join)),
    ),
    st.builds(
        lambda value, boost: {"term": {"tag": {"value": value, "boost": boost}}}, st.sampled_from([*TAGS, "no"]), boosts
    ),
    st.builds(lambda value, boost: {"term": {"n": {"value": value, "boost": boost}}}, numbers, boosts),
    st.builds(lambda values: {"terms": {"tag": values}}, st.lists(st.sampled_from([*TAGS, "no"]), min_size=1)),
    st.builds(lambda values: {"terms": {"n": values}}, st.lists(numbers, min_size=1)),
    st.builds(lambda low, high: {"range": {"n": {"gte": low, "lte": high}}}, numbers, numbers),
    st.builds(lambda low: {"range": {"price": {"gte": low}}}, st.sampled_from([-2.0, 0.0, 0.1, 2.6])),
    st.builds(lambda field: {"exists": {"field": field}}, st.sampled_from(list(PROPERTIES))),
)


def _compound(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(inner, min_size=1, max_size=3)
    booleans = st.fixed_dictionaries(
        {},
        optional={
            "must": lists,
            "filter": lists,
            "should": lists,
            "must_not": st.lists(inner, min_size=1, max_size=1),
            "minimum_should_match": st.integers(0, 2),
        },
    )
    return st.one_of(
        st.builds(lambda body: {"bool": body}, booleans),
        st.builds(lambda body: {"bool": body}, booleans),
        st.builds(lambda query, boost: {"constant_score": {"filter": query, "boost": boost}}, inner, boosts),
        st.builds(
            lambda queries, tie: {"dis_max": {"queries": queries, "tie_breaker": tie}},
            lists,
            st.sampled_from([0.0, 0.3, 1.0]),
        ),
        st.builds(
            lambda positive, negative: {
                "boosting": {"positive": positive, "negative": negative, "negative_boost": 0.25}
            },
            inner,
            inner,
        ),
    )


queries = st.recursive(leaves, _compound, max_leaves=6)
