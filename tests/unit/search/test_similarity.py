"""Scores that Elasticsearch's documentation and issues show."""

import numpy as np
import pytest

from findling.codec.columns.norms import encode_lengths
from findling.search.similarity import FIELD_LENGTHS, Bm25, idf
from findling.search.statistics import FieldStatistics
from tests.reference.search_case import SearchCase

# (n, N, freq, dl, avgdl) -> (idf, tf, score), and where it is shown
DOCUMENTED = [
    # https://www.elastic.co/guide/en/elasticsearch/reference/7.0/search-explain.html
    ((1, 5, 1, 3, 27), (1.3862944, 0.5555555, 1.6943597)),
    # https://github.com/elastic/elasticsearch/issues/51401 (four documents of 1, 1, 1 and 2 terms)
    ((3, 4, 1, 1, 5), (0.35667494, 0.49504948, 0.38845783)),
    # "we like elasticsearch" among four sentences of 24 words, in several tutorials on the explain API
    ((2, 4, 1, 3, 24), (0.6931472, 0.5714286, 0.8713851)),
]


@pytest.mark.parametrize(("statistics", "expected"), DOCUMENTED)
def test_documented_scores(statistics: tuple[int, int, int, int, int], expected: tuple[float, float, float]) -> None:
    n, total, freq, length, tokens = statistics
    similarity = Bm25(1.0, [n], FieldStatistics(total, tokens))
    explanation = similarity.explain(freq, int(encode_lengths(np.array([length]))[0]), "freq")
    boost, idf_part, tf_part = explanation.details
    assert boost.value == pytest.approx(2.2)
    assert idf_part.value == pytest.approx(expected[0], rel=1e-7)
    assert tf_part.value == pytest.approx(expected[1], rel=3e-7)
    assert explanation.value == pytest.approx(expected[2], rel=2e-7)


@pytest.mark.parametrize(
    ("n", "total", "expected"),
    [
        # https://github.com/elastic/elasticsearch/issues/95929
        (53, 1570, 3.379786),
        # https://github.com/elastic/elasticsearch/issues/24429
        (1, 2, 0.6931472),
        # a notebook on an index of products: "iphone"
        (1500, 1274453, 6.744475),
        # https://github.com/opensearch-project/neural-search, explanations of a hybrid query
        (1, 4, 1.2039728),
    ],
)
def test_documented_idf(n: int, total: int, expected: float) -> None:
    assert float(str(idf(n, total))) == expected


def test_a_long_field_of_the_documentation() -> None:
    """freq 2 in a field of 12 terms, average 5.1351514: score 6.739648."""
    similarity = Bm25(1.0, [1500], FieldStatistics(10_000_000, 51_351_514))
    similarity.weight = similarity.boost * np.float32(6.744475)
    score = similarity.score(np.array([2]), encode_lengths(np.array([12])))
    assert float(score[0]) == pytest.approx(6.739648, rel=1e-6)


def test_the_sentences_of_the_tutorial_end_to_end(tmp_path) -> None:
    case = SearchCase(tmp_path, {"content": {"type": "text"}})
    case.add(
        {
            "1": {"content": "we use elasticsearch to power the search"},
            "2": {"content": "we like elasticsearch"},
            "3": {"content": "the scoring of documents is calculated by the scoring formula"},
            "4": {"content": "you know for search"},
        }
    )
    assert case.scores({"match": {"content": "elasticsearch"}}) == {
        "2": 0.8713851,
        "1": pytest.approx(0.6489, rel=1e-4),
    }
    case.shard.close()


def test_field_lengths_are_those_that_norms_encode() -> None:
    lengths = np.arange(1, 3000)
    decoded = FIELD_LENGTHS[encode_lengths(lengths)]
    assert (decoded <= lengths).all()
    assert np.array_equal(decoded[:39], lengths[:39])
    assert (lengths - decoded < lengths * 0.125).all()


def test_keyword_terms_score_as_fields_of_length_one() -> None:
    similarity = Bm25(1.0, [2], FieldStatistics(4, 4))
    assert float(similarity.score(np.array([1]), None)[0]) == pytest.approx(0.6931472, rel=1e-6)


def test_phrases_add_up_the_idf_of_their_terms() -> None:
    similarity = Bm25(1.0, [1, 3], FieldStatistics(5, 20))
    explanation = similarity.explain(1.0, 4, "phraseFreq", with_value=True)
    total = explanation.details[1]
    assert total.description == "idf, sum of:"
    assert [part.details[0].value for part in total.details] == [1, 3]
    assert explanation.details[2].details[0].description == "phraseFreq=1.0"


def test_long_lengths_are_marked_as_approximate() -> None:
    similarity = Bm25(1.0, [1], FieldStatistics(5, 500))
    for length, text in ((39, "dl, length of field"), (100, "dl, length of field (approximate)")):
        norm = int(encode_lengths(np.array([length]))[0])
        assert similarity.explain(1.0, norm, "freq").details[2].details[3].description == text


def test_no_documents_at_all() -> None:
    similarity = Bm25(1.0, [0], FieldStatistics(0, 0))
    assert np.isfinite(similarity.score(np.array([1]), None)).all()
