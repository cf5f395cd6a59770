"""Versions sort by precedence and come back as they were."""

import itertools
from typing import Any

import pytest

from findling.mapping.types.version import decode_version, encode_version
from tests.reference.api import Api
from tests.unit.mapping.conftest import MakeMapping, Parse

# the examples of semver.org, section 11, then texts that are no versions
ORDERED = [
    "0.0.0",
    "0.9.10",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.0+build.5",
    "1.0.1",
    "1.2.0",
    "1.10.0",
    "2.0.0-0",
    "2.0.0",
    "10.0.0",
    "1.0",
    "01.0.0",
    "abc",
]


def test_precedence() -> None:
    terms = [encode_version(text) for text in ORDERED]
    for first, second in itertools.pairwise(terms[:17]):
        assert first < second
    assert all(terms[16] < invalid for invalid in terms[17:])


@pytest.mark.parametrize("text", [*ORDERED, "1.2.3-x-y.0.00a+b-c", "", "1.0.0-", "ä"])
def test_back_and_forth(text: str) -> None:
    assert decode_version(encode_version(text)) == text


def test_the_field(make_mapping: MakeMapping, parse: Parse) -> None:
    batch = parse({"v": {"type": "version"}}, {"v": ["1.2.3", 5]})
    field = make_mapping({"properties": {"v": {"type": "version"}}}).field("v")
    assert field is not None
    assert [field.type.from_term(term) for term in batch.columns["v"].values] == ["1.2.3", "5"]
    assert field.type.index_term("1.2.3") == batch.columns["v"].values[0]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"prefix": {"v": "1.2."}}, ["1", "2", "3"]),
        ({"prefix": {"v": {"value": "1.2.3-A", "case_insensitive": True}}}, ["3"]),
        ({"wildcard": {"v": "1.*.0"}}, ["1"]),
        ({"regexp": {"v": "1[.]2[.].*"}}, ["1", "2", "3"]),
        ({"regexp": {"v": "2"}}, []),
    ],
)
def test_patterns_fit_versions_as_they_are_shown(api: Api, query: dict[str, Any], ids: list[str]) -> None:
    api.put("/versions", {"mappings": {"properties": {"v": {"type": "version"}}}})
    for number, version in enumerate(("1.2.0", "1.2.10", "1.2.3-alpha", "2.0.0")):
        api.put(f"/versions/_doc/{number + 1}?refresh=true", {"v": version})
    assert sorted(api.ids("/versions/_search", {"query": query})) == ids
