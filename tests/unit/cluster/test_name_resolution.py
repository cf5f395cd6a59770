"""Names to indices: lists, wildcards, exclusions, aliases, closed and hidden indices."""

from dataclasses import replace
from typing import Any

import pytest

from findling.base.errors import FindlingError, IllegalArgumentError, IndexClosedError, IndexNotFoundError
from findling.cluster.name_resolution import (
    IndicesOptions,
    resolve_names,
    resolve_one,
    resolve_search,
    resolve_write,
)
from findling.cluster.state import AliasMetadata, ClusterState, IndexMetadata

NOW = 1_700_000_000_000


def index(name: str, closed: bool = False, hidden: bool = False, **aliases: dict[str, Any]) -> IndexMetadata:
    settings = {"index.hidden": "true"} if hidden else {}
    made = {alias: AliasMetadata.from_json(alias, body) for alias, body in aliases.items()}
    return IndexMetadata(name, f"uuid-{name}", settings, aliases=made, closed=closed)


@pytest.fixture
def state() -> ClusterState:
    found = [
        index("logs-1", all_logs={}, errors={"filter": {"term": {"level": "error"}}, "routing": "a"}),
        index("logs-2", all_logs={"is_write_index": True}, errors={"filter": {"term": {"x": 1}}, "routing": "b"}),
        index("logs-3", closed=True),
        index("store", shop={}),
        index("secret", hidden=True),
        index(".system", hidden=True),
    ]
    return ClusterState(indices={item.name: item for item in found})


def names(state: ClusterState, expression: str | None, **options: Any) -> list[str]:
    return [item.name for item in resolve_names(state, expression, IndicesOptions(**options), NOW)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (None, ["logs-1", "logs-2", "store"]),
        ("_all", ["logs-1", "logs-2", "store"]),
        ("*", ["logs-1", "logs-2", "store"]),
        ("logs-*", ["logs-1", "logs-2"]),
        ("logs-*,-logs-2", ["logs-1"]),
        ("*,-logs-*", ["store"]),
        ("store,logs-1", ["logs-1", "store"]),
        ("shop", ["store"]),
        ("all_*", ["logs-1", "logs-2"]),
        ("nothing*", []),
        (".sys*", [".system"]),
        ("secret", ["secret"]),
        ("*-1,store", ["logs-1", "store"]),
    ],
)
def test_expressions(state: ClusterState, expression: str | None, expected: list[str]) -> None:
    assert names(state, expression) == expected


def test_expand_wildcards(state: ClusterState) -> None:
    options = replace(IndicesOptions(), forbid_closed=False).expanding(["closed"])
    assert [item.name for item in resolve_names(state, "logs*", options, NOW)] == ["logs-3"]
    with pytest.raises(IndexClosedError):
        resolve_names(state, "logs*", IndicesOptions().expanding(["closed"]), NOW)
    everything = replace(IndicesOptions(), forbid_closed=False).expanding(["all"])
    assert len(resolve_names(state, "*", everything, NOW)) == 6
    assert resolve_names(state, "*", IndicesOptions().expanding(["none"]), NOW) == []
    with pytest.raises(IllegalArgumentError, match="No valid expand wildcard value \\[some\\]"):
        IndicesOptions().expanding(["some"])


@pytest.mark.parametrize(
    ("expression", "options", "kind"),
    [
        ("missing", {}, "index_not_found_exception"),
        ("store,missing", {}, "index_not_found_exception"),
        ("-store", {}, "index_not_found_exception"),
        ("nothing*", {"allow_no_indices": False}, "index_not_found_exception"),
        ("store,-nothing", {}, "index_not_found_exception"),
        ("logs-3", {}, "index_closed_exception"),
        ("_foo", {}, "invalid_index_name_exception"),
        ("shop", {"aliases": False}, "illegal_argument_exception"),
    ],
)
def test_refused(state: ClusterState, expression: str, options: dict[str, Any], kind: str) -> None:
    with pytest.raises(FindlingError) as caught:
        names(state, expression, **options)
    assert caught.value.type == kind


def test_ignore_unavailable_passes_over_missing_and_closed(state: ClusterState) -> None:
    assert names(state, "missing,logs-3,store", ignore_unavailable=True) == ["store"]


def test_filters_and_routing_of_aliases(state: ClusterState) -> None:
    found = resolve_search(state, "errors", IndicesOptions(), NOW)
    assert [(item.filters, item.routing) for item in found] == [
        (({"term": {"level": "error"}},), "a"),
        (({"term": {"x": 1}},), "b"),
    ]


def test_an_unfiltered_way_to_an_index_lifts_the_filter(state: ClusterState) -> None:
    first, second = resolve_search(state, "errors,logs-1", IndicesOptions(), NOW)
    assert first.filters == ()
    assert first.routing is None
    assert second.filters != ()
    both = resolve_search(state, "errors,all_logs", IndicesOptions(), NOW)
    assert all(item.filters == () for item in both)


def test_the_write_index(state: ClusterState) -> None:
    found = resolve_write(state, "all_logs")
    assert found is not None
    assert found[0].name == "logs-2"
    assert resolve_write(state, "missing") is None
    with pytest.raises(IllegalArgumentError, match=r"no write index is defined for alias \[errors\]"):
        resolve_write(state, "errors")
    with pytest.raises(IndexClosedError):
        resolve_write(state, "logs-3")


def test_reading_one(state: ClusterState) -> None:
    assert resolve_one(state, "shop", NOW).name == "store"
    with pytest.raises(IllegalArgumentError, match=r"alias \[errors\] has more than one index associated with it"):
        resolve_one(state, "errors", NOW)
    with pytest.raises(IndexNotFoundError):
        resolve_one(state, "missing", NOW)
    with pytest.raises(IndexClosedError):
        resolve_one(state, "logs-3", NOW)
