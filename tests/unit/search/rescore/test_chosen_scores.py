"""Scores of chosen documents are those of the query over all of them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from findling.search.rescore.chosen_scores import scores_of
from tests.reference.search_case import SearchCase

QUERIES = {
    "a term": {"match": {"t": "fox"}},
    "terms": {"match": {"t": "fox bear"}},
    "all terms": {"match": {"t": {"query": "quick fox", "operator": "and"}}},
    "a phrase": {"match_phrase": {"t": "quick fox"}},
    "constant": {"range": {"n": {"gte": 4}}},
    "filtered": {"bool": {"must": {"match": {"t": "fox"}}, "filter": {"range": {"n": {"lt": 7}}}}},
    "of a function": {"function_score": {"query": {"match": {"t": "fox"}}, "field_value_factor": {"field": "n"}}},
    "nothing": {"match": {"t": "unheard"}},
}
TEXTS = ("quick fox", "a bear", "quick brown fox", "fox fox bear", "nothing here", "the quick fox and a bear")


def filled(path: Path) -> SearchCase:
    """Three segments of six documents, one of them deleted."""
    case = SearchCase(path, {"t": {"type": "text"}, "n": {"type": "integer"}})
    for start in (0, 6, 12):
        case.add({str(start + i): {"t": text, "n": start + i} for i, text in enumerate(TEXTS)})
    case.delete("8")
    return case


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_scores_are_those_of_the_query(query: dict[str, Any], tmp_path: Path) -> None:
    case = filled(tmp_path)
    ctx, weight = case.weight(query)
    assert len(ctx.segments) == 3
    docs = np.array([0, 2, 3, 7, 12, 13, 16, 17], np.int64)
    matches, scores = scores_of(weight, ctx, docs)
    for doc, matched, score in zip(docs.tolist(), matches.tolist(), scores.tolist(), strict=True):
        segment = ctx.segments[doc // 6]
        expected = weight.score(segment).score_of(doc - segment.doc_base)
        assert (expected is not None) == matched
        assert score == pytest.approx(expected or 0.0, rel=1e-6)
    case.shard.close()
