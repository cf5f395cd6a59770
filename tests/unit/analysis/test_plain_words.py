"""Plain query texts skip the analysis and give what it would give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.analysis.plain_words import plain_words
from findling.analysis.registry import AnalysisRegistry

REGISTRY = AnalysisRegistry.from_settings(
    {
        "analyzer": {
            "cased": {"type": "custom", "tokenizer": "standard"},
            "short": {"type": "standard", "max_token_length": 9},
        }
    }
)


@given(st.text(alphabet="abZ09  ", max_size=30), st.sampled_from(["standard", "cased", "short", "simple"]))
def test_plain_words_are_the_terms(text: str, name: str) -> None:
    analyzer = REGISTRY.analyzer(name)
    words = plain_words(analyzer, text)
    if words is not None:
        tokens = analyzer.terms(text)
        assert words == [token.term for token in tokens]
        assert [token.position for token in tokens] == list(range(len(tokens)))


@pytest.mark.parametrize("text", ["it's", "naïve", "a_b", "1.5", "a-b", "tab\there"])
def test_other_texts_are_analysed(text: str) -> None:
    assert plain_words(REGISTRY.analyzer("standard"), text) is None


@pytest.mark.parametrize("name", ["english", "whitespace", "stop"])
def test_other_analyzers_analyse(name: str) -> None:
    assert plain_words(REGISTRY.analyzer(name), "the words") is None
