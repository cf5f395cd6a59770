"""The examples that the mission gives, to the letter."""

import pytest

from findling.analysis.registry import AnalysisRegistry

TEXT = "The 2 QUICK Brown-Foxes jumped over the lazy dog’s bone."
REGISTRY = AnalysisRegistry.from_settings()


@pytest.mark.parametrize(
    ("analyzer", "expected"),
    [
        ("standard", "the 2 quick brown foxes jumped over the lazy dog’s bone"),
        ("simple", "the quick brown foxes jumped over the lazy dog s bone"),
        ("whitespace", "The 2 QUICK Brown-Foxes jumped over the lazy dog’s bone."),
        ("stop", "quick brown foxes jumped over lazy dog s bone"),
        ("english", "2 quick brown fox jump over lazi dog bone"),
        ("pattern", "the 2 quick brown foxes jumped over the lazy dog s bone"),
    ],
)
def test_analyzers(analyzer, expected):
    """Built-in analyzers."""
    assert [token.term for token in REGISTRY.analyzer(analyzer).terms(TEXT)] == expected.split()


def test_keyword_and_fingerprint():
    """Analyzers that give one token."""
    assert [token.term for token in REGISTRY.analyzer("keyword").terms(TEXT)] == [TEXT]
    assert [token.term for token in REGISTRY.analyzer("fingerprint").terms("Yes yes, Gödel said this sentence")] == [
        "godel said sentence this yes"
    ]


def test_ngram_tokenizer(words):
    """All grams of two to five characters of quick, as Elasticsearch orders them."""
    found = words("quick", {"type": "ngram", "min_gram": 2, "max_gram": 5})
    assert found == ["qu", "qui", "quic", "quick", "ui", "uic", "uick", "ic", "ick", "ck"]


def test_edge_ngram_tokenizer(words):
    """All beginnings of one to five characters."""
    assert words("quick", {"type": "edge_ngram", "min_gram": 1, "max_gram": 5}) == ["q", "qu", "qui", "quic", "quick"]


def test_uax_url_email_tokenizer(words):
    """Addresses and URLs stay whole."""
    text = "Email me at john.smith@global-international.com or see http://example.com/a?b=c."
    assert words(text, "uax_url_email") == [
        *("Email", "me", "at", "john.smith@global-international.com", "or", "see", "http://example.com/a?b=c.")
    ]
