"""What makes far more of a text than there is room for is refused at its beginning."""

from collections.abc import Mapping
from typing import Any

import pytest

from findling.analysis.detail import analyze_detail
from findling.analysis.growth import Growth
from findling.analysis.registry import AnalysisRegistry
from findling.base.errors import CircuitBreakingError
from findling.base.work.current import Work

_ROOM = 64 << 20
_MANY = 10**9
_CHAINS: Mapping[str, Any] = {
    "ngrams of ngrams": {"filter": [{"type": "ngram", "min_gram": 1, "max_gram": 50}] * 3, "text": "abcdefghij" * 20},
    "shingles": {"filter": [{"type": "shingle", "max_shingle_size": 200}], "text": "word " * 50_000},
    "hashes": {"filter": [{"type": "min_hash", "hash_count": 1000, "bucket_count": 10_000}], "text": "word"},
    "synonyms": {
        "filter": [{"type": "synonym_graph", "synonyms": [", ".join(f"s{n}" for n in range(1000))]}],
        "text": "s1 s2 " * 2_000,
    },
    "flat synonyms": {
        "filter": [{"type": "synonym", "synonyms": [", ".join(f"s{n}" for n in range(1000))]}],
        "text": "s1 s2 " * 2_000,
    },
    "mapped characters": {
        "char_filter": [{"type": "mapping", "mappings": ["a => " + "b" * 500]}],
        "text": "a" * 90_000,
    },
    "explained": {"filter": ["lowercase"] * 100, "explain": True, "text": "word " * 5_000},
}


def _limited(size: int, label: str) -> None:
    if size > _ROOM:
        raise CircuitBreakingError(f"{label} {size}", durability="TRANSIENT")


@pytest.mark.parametrize("name", _CHAINS)
def test_it_is_refused_at_its_beginning(name: str) -> None:
    settings = {"index.max_ngram_diff": 1000, "index.max_shingle_diff": 1000}
    registry = AnalysisRegistry.from_settings({}, settings)
    with Work(expect=_limited), pytest.raises(CircuitBreakingError, match="<analysis>"):
        analyze_detail(registry, {"tokenizer": "whitespace", **_CHAINS[name]}, max_token_count=_MANY)


def test_what_fits_is_made() -> None:
    growth = Growth(10)
    with Work(expect=_limited):
        for done in range(1, 11):
            growth.note(done, 8 << 20)
