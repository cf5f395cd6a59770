"""Files of examples and registered names are the same, and every example is about its name."""

import pytest

from tests.batteries.engine import names
from tests.batteries.features import KINDS, all_features, feature
from tests.batteries.known_faults import KNOWN


@pytest.mark.parametrize("kind", KINDS)
def test_every_name_has_examples_and_every_file_a_name(kind: str) -> None:
    assert [found.name for found in all_features() if found.kind == kind] == names(kind)


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in KINDS for name in names(kind)])
def test_examples_are_about_their_name(kind: str, name: str) -> None:
    found = feature(kind, name)
    for example in [*found.examples, *found.spec.get("refused", [])]:
        assert set(example) - {"aggs"} == {name}, example
    assert all(str(number).isdigit() and reason for number, reason in found.spec.get("inexact", {}).items())


def test_known_faults_are_of_names() -> None:
    for (kind, _), (reason, listed) in KNOWN.items():
        assert reason
        assert set(listed.split()) <= set(names(kind))
