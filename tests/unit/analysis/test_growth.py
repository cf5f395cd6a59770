"""The work of every part of analysis grows with the text, not with its square.

Counted in calls of Python functions and methods at three sizes of one hostile text: no clock decides. What runs inside
one call (a kernel, an engine for patterns, `str.find`) is bounded by its own tests.
"""

import sys
from collections.abc import Callable
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest

from findling.analysis import builtin
from findling.analysis.registry import AnalysisRegistry
from findling.base.errors import IllegalArgumentError

SIZES = (250, 1_000, 4_000)
ALLOWED = 1.6
"""Times so much may the calls of one step exceed those of the step before, per character."""
PIECES = ("a ", "<a ", "a-b'c.", "é漢 ", "/a", "1,2.", "&lt", "aaaa", "\n")
SETTINGS: dict[str, dict[str, Any]] = {
    "pattern_replace": {"pattern": "(a+)+$", "replacement": "b"},
    "pattern_capture": {"patterns": ["(a+)+", "(.)(.)"]},
    "pattern": {"pattern": "(a|aa)+"},
    "mapping": {"mappings": ["a=>b", "aa=>c"]},
    "keyword_marker": {"keywords_pattern": "(a+)+b"},
    "char_group": {"tokenize_on_chars": ["-", "whitespace"]},
    "simple_pattern": {"pattern": "a+"},
    "simple_pattern_split": {"pattern": "-"},
    "length": {"max": 5},
    "truncate": {"length": 3},
    "limit": {"max_token_count": 5},
    "keep_types": {"types": ["<NUM>"]},
    "keep": {"keep_words": ["a"]},
    "stemmer_override": {"rules": ["a => b"]},
    "synonym": {"synonyms": ["a, b"]},
    "synonym_graph": {"synonyms": ["a a, b"]},
    "dictionary_decompounder": {"word_list": ["a"]},
}


def calls(work: Callable[[], object]) -> int:
    """Returns how many calls of Python and C functions the work makes."""
    n = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal n
        n += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    except IllegalArgumentError:
        pass  # bounded by refusing
    finally:
        sys.setprofile(None)
    return n


def _parts() -> list[tuple[str, str]]:
    return [(kind, name) for kind in ("char_filter", "tokenizer", "filter") for name in sorted(builtin.FACTORIES[kind])]


@pytest.mark.parametrize(("kind", "name"), _parts())
def test_calls_grow_with_the_text(kind: str, name: str) -> None:
    custom: dict[str, Any] = {"type": "custom", "tokenizer": "x" if kind == "tokenizer" else "standard"}
    if kind != "tokenizer":
        custom[kind] = ["x"]
    definition = {"type": name, **SETTINGS.get(name, {})}
    try:
        registry = AnalysisRegistry.from_settings({kind: {"x": definition}, "analyzer": {"y": custom}})
        analyzer = registry.analyzer("y")
        analyzer.stream(["a"])
    except (IllegalArgumentError, ModuleNotFoundError) as error:
        pytest.skip(f"needs files or packages: {error}")
    for piece in PIECES:
        counted = [calls(lambda text=piece * size: analyzer.stream([text], True, True)) for size in SIZES]
        per_character = [count / size for count, size in zip(counted, SIZES, strict=True)]
        for before, after in pairwise(per_character):
            assert after <= ALLOWED * before + 1, f"{piece!r}: {counted} calls for {SIZES} pieces"
