"""The document `data`: changes at paths, and paths as URLs and Rego write them."""

from typing import Any

import pytest

from findling.policy.engine.protocol import UNDEFINED
from findling.policy.store.documents import StorageError, added, merged, removed, replaced, value_at
from findling.policy.store.paths import parse_path, reference

DATA: dict[str, Any] = {"teams": {"a": ["ann", "bob"]}, "n": None}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ([], DATA),
        (["teams", "a", "1"], "bob"),
        (["n"], None),
        (["teams", "a", "2"], UNDEFINED),
        (["teams", "a", "-"], UNDEFINED),
        (["n", "x"], UNDEFINED),
        (["teams", "b"], UNDEFINED),
    ],
)
def test_values(path: list[str], value: Any) -> None:
    assert value_at(DATA, path) == value


def test_values_are_added() -> None:
    assert added(DATA, ["teams", "b"], []) == {**DATA, "teams": {"a": ["ann", "bob"], "b": []}}
    assert added(DATA, ["teams", "a", "-"], "eve")["teams"]["a"] == ["ann", "bob", "eve"]
    assert added(DATA, ["teams", "a", "0"], "eve")["teams"]["a"] == ["eve", "ann", "bob"]
    assert added(DATA, ["teams"], 1)["teams"] == 1
    assert added(DATA, ["x", "y"], 1, makes_parents=True)["x"] == {"y": 1}
    assert added(DATA, [], {"a": 1}) == {"a": 1}
    assert DATA == {"teams": {"a": ["ann", "bob"]}, "n": None}


def test_values_are_replaced_and_removed() -> None:
    assert replaced(DATA, ["teams", "a", "0"], "eve")["teams"]["a"] == ["eve", "bob"]
    assert removed(DATA, ["teams", "a", "0"])["teams"]["a"] == ["bob"]
    assert removed(DATA, ["n"]) == {"teams": DATA["teams"]}
    assert removed(DATA, []) == {}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda: added(DATA, ["x", "y"], 1), "storage_not_found_error: /x/y: document does not exist"),
        (lambda: added(DATA, ["teams", "a", "7"], 1), "storage_not_found_error: /teams/a/7: array index path is out"),
        (lambda: added(DATA, ["n", "x"], 1), "storage_not_found_error: /n/x: document does not exist"),
        (lambda: replaced(DATA, ["teams", "x"], 1), "storage_not_found_error: /teams/x"),
        (lambda: removed(DATA, ["teams", "a", "2"]), "storage_not_found_error: /teams/a/2"),
        (lambda: added(DATA, [], [1]), "storage_invalid_patch_error: root must be object"),
        (lambda: merged({"a": {"b": 1}}, {"a": {"b": 2}}), "storage_conflict_error: /a/b: two documents differ"),
    ],
)
def test_what_cannot_be(change: Any, message: str) -> None:
    with pytest.raises(StorageError) as caught:
        change()
    assert str(caught.value).startswith(message)


def test_documents_are_merged() -> None:
    assert merged({"a": {"b": 1}, "n": None}, {"a": {"c": 2}, "n": None}) == {"a": {"b": 1, "c": 2}, "n": None}


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("", ""),
        ("a/b", "a.b"),
        ("/a//b/", "a.b"),
        ("a/b%2Fc/0", 'a["b/c"][0]'),
        ("a/with-dash/if", 'a["with-dash"]["if"]'),
    ],
)
def test_references(path: str, written: str) -> None:
    assert reference(parse_path(path)) == written


def test_a_quote_is_no_part_of_a_reference() -> None:
    with pytest.raises(ValueError, match="invalid ref term"):
        reference(['a"b'])
