"""Thai, whose words are found in a dictionary."""

from collections.abc import Callable
from typing import Any

import pytest

from findling.analysis.registry import AnalysisRegistry
from findling.analysis.tokenizers import thai
from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module

Words = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("การที่ได้ต้องแสดงว่างานดี", "การ|ที่|ได้|ต้อง|แสดง|ว่า|งาน|ดี"),
        ("เด็กๆ เล่นในสวน", "เด็ก|ๆ|เล่น|ใน|สวน"),
        ("๑๒๓ บาท Bangkok 2024", "๑๒๓|บาท|Bangkok|2024"),
        ("ไทยlatin", "ไทย|latin"),
        ("Brown-Foxes dog’s O'Neil 4k_video", "Brown-Foxes|dog|s|O'Neil|4k|video"),
        ("50% $9.99 3.14 1,000", "50%|3.14|1,000"),
        ("東京タワーへ", "東京|タワ|ー|へ"),
        ("", ""),
        ("!? ", ""),
    ],
)
def test_words(words: Words, text: str, expected: str) -> None:
    """As Elasticsearch's reference and Java's rules have them."""
    assert words(text, "thai") == [word for word in expected.split("|") if word]


def test_analyzer() -> None:
    """Lower case, digits of ASCII, Thai stop words unless others are given."""
    registry = AnalysisRegistry.from_settings({"analyzer": {"a": {"type": "thai", "stopwords": ["บาท"]}}})
    assert [token.term for token in registry.analyzer("a").terms("๑๒๓ บาท Bangkok ที่")] == ["123", "bangkok", "ที่"]
    assert [token.term for token in registry.analyzer("thai").terms("การที่ได้ต้องแสดงว่างานดี")] == ["แสดง", "งาน", "ดี"]


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    absent: Any = lazy_module("icu4py_that_is_not_there", optional=True)
    monkeypatch.setattr(thai, "icu_breakers", absent)
    thai.lengths_of_words.cache_clear()
    with pytest.raises(IllegalArgumentError, match=r"the thai tokenizer needs a package: pip install findling\[thai\]"):
        AnalysisRegistry.from_settings({"tokenizer": {"t": {"type": "thai"}}})
