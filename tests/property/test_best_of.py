"""The first hits of a dis_max are those of the whole list, whether the parts are searched alone or all is scored."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reference.search_case import SearchCase

PROPERTIES = {"title": {"type": "text"}, "body": {"type": "text"}}
texts = st.lists(st.sampled_from("abcd"), max_size=6).map(" ".join)
corpora = st.lists(
    st.lists(st.fixed_dictionaries({"title": texts, "body": texts}), min_size=1, max_size=15), min_size=1, max_size=3
)
words = st.lists(st.sampled_from("abcd"), min_size=1, max_size=3).map(" ".join)
queries = st.one_of(
    st.builds(
        lambda text, boost, operator: {
            "multi_match": {"query": text, "fields": [f"title^{boost}", "body"], "operator": operator}
        },
        words,
        st.sampled_from([1, 3]),
        st.sampled_from(["or", "and"]),
    ),
    st.builds(
        lambda first, second, tag: {
            "dis_max": {
                "queries": [
                    {"match": {"title": first}},
                    {"match_phrase": {"body": second}},
                    {"bool": {"must": [{"match": {"body": first}}], "filter": [{"term": {"title": tag}}]}},
                ]
            }
        },
        words,
        words,
        st.sampled_from("abcd"),
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(corpora, queries, st.sets(st.integers(0, 20), max_size=4))
def test_first_hits(corpus: list[list[dict[str, Any]]], query: dict[str, Any], deleted: set[int]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        case = SearchCase(Path(directory), PROPERTIES)
        names = iter(range(1_000))
        for segment in corpus:
            case.add({f"d{next(names)}": document for document in segment})
        gone = {f"d{number}" for number in deleted} & set(case.sources)
        if gone:
            case.delete(*gone)
        try:
            _check(case, query)
        finally:
            case.shard.close()


def _check(case: SearchCase, query: dict[str, Any]) -> None:
    # a lowest score makes the search score every document
    scored = {"query": query, "size": 100, "min_score": 0.0, "track_total_hits": True}
    everything = case.search(scored)["hits"]
    total = everything["total"]["value"]
    for size in (1, 2, 5, 100):
        for limit in (False, True, 1, 3):
            found = case.search({"query": query, "size": size, "track_total_hits": limit})["hits"]
            assert found["hits"] == everything["hits"][:size]
            if limit is True:
                assert found["total"] == {"value": total, "relation": "eq"}
            elif limit is not False:
                expected = {"value": limit, "relation": "gte"} if total > limit else {"value": total, "relation": "eq"}
                assert found["total"] == expected
