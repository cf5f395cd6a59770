"""The limit of `_analyze` holds before the work is done, not after."""

from typing import Any

import pytest

from findling.analysis.analyzer import Analyzer
from findling.analysis.detail import analyze_detail
from findling.analysis.registry import AnalysisRegistry
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_stream import TokenStream
from findling.base.errors import TokenLimitError


class _Counting(TokenFilter):
    """Counts the tokens that go through."""

    def __init__(self) -> None:
        self.seen = 0

    def apply(self, stream: TokenStream) -> TokenStream:
        self.seen += stream.n_tokens
        return stream


@pytest.mark.parametrize("texts", [["a " * 3_000_000], ["a "] * 300_000, "b " * 3_000_000])
@pytest.mark.parametrize("explain", [False, True])
def test_a_text_of_any_length_costs_no_more_than_one_that_is_too_long(texts: Any, explain: bool) -> None:
    registry, counting = AnalysisRegistry.from_settings(), _Counting()
    whitespace = registry.analyzer("whitespace")
    analyzer = Analyzer("x", whitespace.tokenizer, [counting])
    with pytest.raises(TokenLimitError, match=r"exceeded the allowed maximum of \[100\]"):
        analyze_detail(registry, {"text": texts, "explain": explain}, analyzer, max_token_count=100)
    assert counting.seen < 100_000


def test_the_limit_itself_is_exact() -> None:
    registry = AnalysisRegistry.from_settings()
    analyzer = registry.analyzer("whitespace")
    long_words = " ".join(["x" * 200] * 100)
    assert len(analyze_detail(registry, {"text": long_words}, analyzer, max_token_count=100)["tokens"]) == 100
    with pytest.raises(TokenLimitError):
        analyze_detail(registry, {"text": long_words + " y"}, analyzer, max_token_count=100)
