"""Stems by a dictionary of a spelling checker, of our own."""

from pathlib import Path

import pytest

from findling.analysis.registry import AnalysisRegistry
from findling.analysis.resources import AnalysisResources
from findling.base.errors import IllegalArgumentError

pytestmark = [  # spylls leaves its files to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

AFFIXES = """SET UTF-8
PFX R Y 1
PFX R 0 re .
SFX S Y 2
SFX S 0 s [^y]
SFX S y ies y
SFX G Y 1
SFX G 0 ing .
"""
WORDS = "6\nfox/S\ncity/S\nbuild/RSG\nbuilding/S\nsee/G\nseeing\n"


@pytest.fixture
def resources(tmp_path: Path) -> AnalysisResources:
    folder = tmp_path / "hunspell" / "en_XX"
    folder.mkdir(parents=True)
    (folder / "en_XX.aff").write_text(AFFIXES)
    (folder / "en_XX.dic").write_text(WORDS)
    return AnalysisResources(tmp_path)


def terms(resources: AnalysisResources, text: str, **parameters: object) -> list[str]:
    analysis = {
        "filter": {"h": {"type": "hunspell", **parameters}, "k": {"type": "keyword_marker", "keywords": ["builds"]}},
        "analyzer": {"a": {"tokenizer": "standard", "filter": ["k", "h"]}},
    }
    registry = AnalysisRegistry.from_settings(analysis, resources=resources)
    return [token.term for token in registry.analyzer("a").terms(text)]


def test_stems(resources: AnalysisResources) -> None:
    """Prefixes and suffixes go; words that are not in the dictionary and keywords stay."""
    assert terms(resources, "foxes cities rebuilds unknown builds fox", locale="en_XX") == [
        *("foxes", "city", "build", "unknown", "builds", "fox")
    ]


def test_several_stems(resources: AnalysisResources) -> None:
    """All stems at one position, or the longest."""
    assert sorted(terms(resources, "building", language="en_XX")) == ["build", "building"]
    assert terms(resources, "building", lang="en_XX", longest_only=True) == ["building"]


def test_refused(resources: AnalysisResources, tmp_path: Path) -> None:
    """No locale, no such folder, a folder outside, a word list that is not there."""
    with pytest.raises(IllegalArgumentError, match="missing \\[locale"):
        terms(resources, "a")
    for locale in ("de", "../../x"):
        with pytest.raises(IllegalArgumentError, match="Could not find hunspell dictionary"):
            terms(resources, "a", locale=locale)
    (tmp_path / "hunspell" / "en_XX" / "en_XX.dic").unlink()
    (tmp_path / "hunspell" / "en_XX" / "en_XX.aff").touch()
    with pytest.raises(IllegalArgumentError, match="cannot be read"):
        terms(resources, "a", locale="en_XX")
