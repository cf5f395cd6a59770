"""Findling analyzes as Lucene does, token by token; what differs is listed with reasons."""

import json
from pathlib import Path
from typing import Any

import pytest

from findling.analysis.catalogue import FACTORIES
from findling.analysis.registry import AnalysisRegistry
from findling.analysis.token_filters.stemming.snowball import SNOWBALL
from findling.analysis.token_filters.stemming.stemming import STEMMERS
from findling.base.errors import IllegalArgumentError
from tests.golden.analysis import agreement
from tests.golden.analysis.agreement import KINDS, Golden

pytestmark = [  # spylls leaves its files to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
HERE = Path(__file__).parent
SAME_AS_ANOTHER = {
    "edgeNGram": "edge_ngram",
    "nGram": "ngram",
    "PathHierarchy": "path_hierarchy",
    "default": "standard",
}


def listed(name: str) -> dict[str, Any]:
    """Returns one of the lists of what is known not to agree."""
    read: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return read


def test_texts_are_many_and_of_many_languages() -> None:
    """Natural texts in over thirty languages, and nasty ones."""
    lines = (HERE / "texts" / "languages.tsv").read_text(encoding="utf-8").splitlines()
    assert len({line.split("\t")[0] for line in lines}) >= 50
    assert len(agreement.texts()) >= 350
    assert len(set(agreement.texts())) == len(agreement.texts())


@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_lucene(kind: str) -> None:
    """Terms, offsets, positions, lengths and types of every case on every text."""
    known, missing = listed("differences"), listed("missing")
    unexpected: list[str] = []
    for case in agreement.golden_cases(kind):
        if case.name in missing:
            with pytest.raises(IllegalArgumentError, match="not supported"):
                agreement.analyzed(case)
            continue
        allowed = known.get(case.name, {"texts": []})["texts"]
        found = list(agreement.differences(case))
        unexpected += [str(difference) for difference in found if difference.number not in allowed]
        gone = set(allowed) - {difference.number for difference in found}
        unexpected += [f"{case.name} text {number} agrees: take it off the list" for number in sorted(gone)]
    assert not unexpected, "\n".join(unexpected[:20])


def cases() -> list[Golden]:
    """Returns the cases of all kinds."""
    return [case for kind in KINDS for case in agreement.golden_cases(kind)]


def test_listed_differences_are_of_cases() -> None:
    """Each has a reason and a case."""
    names = {case.name for case in cases()}
    assert set(listed("differences")) | set(listed("missing")) <= names
    assert all(entry["reason"] for entry in listed("differences").values())


def test_every_component_has_a_golden_case() -> None:
    """A component of the registry without golden case is listed with a reason; none is listed that has one."""
    tested = {case.component for case in cases()}
    registered = {
        f"{kind}/{name}"
        for kind, factories in FACTORIES.items()
        for name in factories
        if SAME_AS_ANOTHER.get(name) not in factories
    }
    without = listed("without_golden")
    assert registered - tested == set(without) & registered
    assert not set(without) & tested
    assert all(without.values())


def test_every_stemmer_has_a_golden_case() -> None:
    """Each name that `stemmer` and `snowball` take."""
    tested = {case.name.removeprefix("filter/") for case in cases()}
    untested = {f"stemmer/{name}" for name in STEMMERS} | {f"snowball/{name}" for name in SNOWBALL}
    assert untested - tested == set(listed("without_golden_stemmers"))


def test_offsets_cut_the_text() -> None:
    """Where a token is what stands in the text, its offsets say where, in UTF-16 units."""
    analyzer = AnalysisRegistry.from_settings({}).analyzer("whitespace")
    for text in agreement.texts():
        units = text.encode("utf-16-le")
        for token in analyzer.terms(text):
            assert units[2 * token.start : 2 * token.end].decode("utf-16-le") == token.term
