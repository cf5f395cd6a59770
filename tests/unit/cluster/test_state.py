"""Cluster state on disk, its changes, templates, name rules and patterns."""

from dataclasses import replace
from pathlib import Path

import pytest

from findling.base.errors import CorruptIndexError, InvalidAliasNameError, InvalidIndexNameError, ParseError
from findling.base.wildcards import matches, overlap
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.index_names import check_alias_name, check_index_name
from findling.cluster.service import ClusterService
from findling.cluster.state import AliasMetadata, ClusterState, IndexMetadata
from findling.cluster.state_store import LocalStateStore
from findling.cluster.templates import auto_create_fault, merge_mappings, templates_for
from findling.cluster.transport import LocalTransport

NOW = 1_711_065_600_000  # 2024-03-22T00:00:00Z


def some_state() -> ClusterState:
    alias = AliasMetadata("a", filter={"match_all": {}}, index_routing="1", is_write_index=True)
    made = IndexMetadata(
        "i", "u", {"index.number_of_shards": "2"}, {"properties": {}}, {"a": alias}, primary_terms=(1, 3)
    )
    return ClusterState(indices={"i": made}, persistent={"x": "1"}, index_templates={"t": {"index_patterns": ["a*"]}})


def test_states_survive_the_disk(tmp_path: Path) -> None:
    store = LocalStateStore(tmp_path / "state.json")
    before = replace(some_state(), version=1)
    assert store.compare_and_set(0, before)
    after = LocalStateStore(tmp_path / "state.json").load()
    assert after == before
    assert after.indices["i"].aliases["a"].is_write_index is True


def test_compare_and_set(tmp_path: Path) -> None:
    store = LocalStateStore(tmp_path / "state.json", sync=False)
    assert store.compare_and_set(0, replace(some_state(), version=1))
    assert not store.compare_and_set(0, replace(some_state(), version=1))


def test_a_flipped_bit_is_found(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    LocalStateStore(path).compare_and_set(0, some_state())
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(bytes(raw))
    with pytest.raises(CorruptIndexError, match=r"state\.json"):
        LocalStateStore(path)


def test_changes_are_numbered_told_and_all_or_nothing(tmp_path: Path) -> None:
    service = ClusterService(LocalStateStore(tmp_path / "state.json", sync=False))
    told = []
    service.listen(lambda before, after: told.append((before.version, after.version)))
    service.update(lambda state: replace(state, persistent={"a": "1"}))
    service.update(lambda state: state)

    def fails(state: ClusterState) -> ClusterState:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        service.update(fails)
    assert told == [(0, 1)]
    assert service.state.version == 1


def test_transport_collects_answers_and_errors() -> None:
    transport = LocalTransport()
    transport.register("divide", lambda target, request: request / target.number)

    class Target:
        index = "i"

        def __init__(self, number: int) -> None:
            self.number = number

    assert transport.call("divide", Target(2), 6) == 3
    results = transport.call_all("divide", [Target(1), Target(0)], 6)
    assert results[0] == 6
    assert isinstance(results[1], ZeroDivisionError)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "must not be empty"),
        ("A", "must be lowercase"),
        ("_a", "must not start with '_', '-', or '+'"),
        ("a b", "must not contain the following characters [' ','\"','*',',','/','<','>','?','\\','|']"),
        ("a#b", "must not contain '#'"),
        ("a:b", "must not contain ':'"),
        (".", "must not be '.' or '..'"),
        ("x" * 256, "index name is too long, (256 > 255)"),
    ],
)
def test_index_names(name: str, fault: str) -> None:
    with pytest.raises(InvalidIndexNameError) as caught:
        check_index_name(name)
    assert caught.value.reason == f"Invalid index name [{name}], {fault}"


def test_alias_names() -> None:
    check_alias_name("Upper")
    with pytest.raises(InvalidAliasNameError, match=r"Invalid alias name \[-a\]: must not start with"):
        check_alias_name("-a")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", "plain"),
        ("<logs-{now/d}>", "logs-2024.03.22"),
        ("<logs-{now/M}>", "logs-2024.03.01"),
        ("<logs-{now/d-1d{yyyy-MM-dd}}>", "logs-2024-03-21"),
        ("<logs-{now/d{yyyy.MM.dd|-12:00}}>", "logs-2024.03.21"),
        ("<a\\{b\\}-{now/y{yyyy}}>", "a{b}-2024"),
        ("-<logs-{now/d}>", "-logs-2024.03.22"),
    ],
)
def test_date_math_names(name: str, expected: str) -> None:
    assert resolve_date_math(name, NOW) == expected


@pytest.mark.parametrize("name", ["<a-{now/d>", "<a}>", "<a-{now/d{}}>", "<a-{now/d{yyyy}x}>"])
def test_wrong_date_math_names(name: str) -> None:
    with pytest.raises(ParseError, match="invalid dynamic name expression"):
        resolve_date_math(name, NOW)


def test_wildcards() -> None:
    assert matches("a*c", "abc")
    assert not matches("a*c", "abcd")
    assert matches("*", "")
    assert overlap("logs-*", "*-2024")
    assert not overlap("a*", "b*")
    assert overlap("abc", "a*")


def test_mappings_merge_objects_and_replace_leaves() -> None:
    below = {
        "properties": {"o": {"properties": {"a": {"type": "long"}}}, "x": {"type": "text", "boost": 2}},
        "dynamic": False,
    }
    above = {"properties": {"o": {"properties": {"b": {"type": "ip"}}}, "x": {"type": "keyword"}},
             "dynamic_templates": [{"t": {}}]}  # fmt: skip
    assert merge_mappings(below, above) == {
        "properties": {"o": {"properties": {"a": {"type": "long"}, "b": {"type": "ip"}}}, "x": {"type": "keyword"}},
        "dynamic": False,
        "dynamic_templates": [{"t": {}}],
    }


def test_the_highest_priority_wins_and_hides_legacy_templates() -> None:
    state = ClusterState(
        index_templates={
            "low": {"index_patterns": ["logs-*"], "priority": 1, "template": {"settings": {"index.a": "1"}}},
            "high": {"index_patterns": ["logs-*"], "priority": 5, "composed_of": ["c"],
                     "template": {"settings": {"index.b": "2"}}},
        },
        component_templates={"c": {"template": {"settings": {"index.b": "1", "index.c": "1"}, "aliases": {"x": {}}}}},
        legacy_templates={"old": {"index_patterns": ["*"], "order": 1, "settings": {"index.z": "1"}}},
    )  # fmt: skip
    result = templates_for(state, "logs-1")
    assert (result.name, result.settings, result.aliases) == ("high", {"index.b": "2", "index.c": "1"}, {"x": {}})
    legacy = templates_for(state, "other")
    assert (legacy.legacy, legacy.settings) == (("old",), {"index.z": "1"})


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [("true", True), ("false", False), ("logs-*,-*", True), ("-logs-*,+*", False), ("store*", False)],
)
def test_auto_create_rules(rule: str, allowed: bool) -> None:
    state = ClusterState(persistent={"action.auto_create_index": rule})
    assert (auto_create_fault(state, "logs-1") is None) == allowed
