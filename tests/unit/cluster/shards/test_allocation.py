"""Allocation as a function: many nodes and shards, without sockets or clocks."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from findling.cluster.shards.allocation import allocated
from findling.cluster.shards.members import Member, with_member
from findling.cluster.shards.routing_table import SECTION, STARTED, ShardRouting, routing_of, with_routing
from findling.cluster.shards.shutdowns import REMOVE, RESTART, Shutdown, with_shutdown
from findling.cluster.state import ClusterState, IndexMetadata


def cluster(nodes: int, zones: int = 0) -> ClusterState:
    known = {}
    for number in range(nodes):
        attributes = {"zone": f"z{number % zones}"} if zones else {}
        known[f"id{number:04}"] = Member("", f"n{number}", f"10.0.0.{number}:9200", attributes=attributes).to_json()
    return replace(ClusterState(), custom={"nodes": known})


def with_indices(state: ClusterState, count: int, shards: int, replicas: int, **settings: Any) -> ClusterState:
    indices = dict(state.indices)
    for number in range(count):
        name = f"i{number:05}"
        given = {"index.number_of_shards": str(shards), "index.number_of_replicas": str(replicas), **settings}
        indices[name] = IndexMetadata(name=name, uuid=f"u{number}", settings=given, primary_terms=(1,) * shards)
    return replace(state, indices=indices)


def with_member_json(state: ClusterState, id_: str, member: dict[str, Any]) -> ClusterState:
    return replace(state, custom={**state.custom, "nodes": {**state.custom["nodes"], id_: member}})


def live(state: ClusterState) -> set[str]:
    return set(state.custom["nodes"])


def all_started(state: ClusterState) -> ClusterState:
    """Returns the state once every copy that is being made can be read."""
    changes = {}
    for uuid, shards in state.custom.get(SECTION, {}).items():
        for number, body in shards.items():
            routing = ShardRouting.from_json(body)
            for node in routing.copies:
                routing = routing.with_started(node)
            changes[uuid, int(number)] = routing
    return with_routing(state, changes)


def settled(state: ClusterState, now_ms: int = 0, gone: tuple[str, ...] = (), disks: Any = None) -> ClusterState:
    """Returns the state after as many rounds as change something."""
    for _ in range(200):
        after = all_started(allocated(state, live(state) - set(gone), now_ms, disks))
        if after is state or after.custom == state.custom:
            return after
        state = after
    raise AssertionError("it does not settle")


def loads(state: ClusterState) -> dict[str, int]:
    found = dict.fromkeys(live(state), 0)
    for shards in state.custom[SECTION].values():
        for body in shards.values():
            for node in body["copies"]:
                found[node] += 1
    return found


def nodes_of(state: ClusterState, uuid: str = "u0", number: int = 0) -> set[str]:
    return set(routing_of(state, uuid, number).copies)


@pytest.mark.parametrize(
    ("nodes", "indices"), [(50, 50), pytest.param(1000, 1000, marks=pytest.mark.slow, id="100,000 copies")]
)
def test_many_nodes_and_shards(nodes: int, indices: int) -> None:
    settings = {"cluster.routing.allocation.node_concurrent_recoveries": "1000"}
    state = replace(with_indices(cluster(nodes), indices, 50, 1), persistent=settings)
    primaries = all_started(allocated(state, live(state), 0))
    state = all_started(allocated(primaries, live(state), 0))
    counts = np.array(list(loads(state).values()))
    mean = indices * 100 / nodes
    assert counts.sum() == indices * 100
    assert 0.95 * mean <= counts.min()
    assert counts.max() <= 1.05 * mean
    left = live(state) - {"id0025"}
    after = allocated(state, left, 1000)
    shards = [body for of_index in after.custom[SECTION].values() for body in of_index.values()]
    assert not any("id0025" in body["copies"] for body in shards)
    assert all(body["primary"] for body in shards)
    assert allocated(after, left, 2000) is after


def test_dedicated_masters_hold_no_shards() -> None:
    state = cluster(3)
    master = Member("", "m", "10.0.0.9:9200", roles=("master",)).to_json()
    state = settled(with_indices(with_member_json(state, "id9999", master), 2, 3, 1))
    assert loads(state)["id9999"] == 0
    assert sum(loads(state).values()) == 12


def test_copies_are_spread_and_never_two_on_a_node() -> None:
    state = settled(with_indices(cluster(3), 4, 3, 1))
    assert set(loads(state).values()) == {8}
    assert all(len(nodes_of(state, f"u{i}", n)) == 2 for i in range(4) for n in range(3))
    assert settled(with_indices(cluster(1), 1, 1, 1)).custom[SECTION]["u0"]["0"]["copies"].keys() == {"id0000"}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"index.routing.allocation.require._name": "n1"}, {"id0001"}),
        ({"index.routing.allocation.include._name": "n0,n2"}, {"id0000", "id0002"}),
        ({"index.routing.allocation.exclude._ip": "10.0.0.1"}, {"id0000", "id0002"}),
        ({"index.routing.allocation.include.zone": "z0"}, {"id0000", "id0002"}),
        ({"index.routing.allocation.require.zone": "none"}, set()),
        ({"index.routing.allocation.include._tier_preference": "data_content"}, {"id0000", "id0001", "id0002"}),
        ({"index.routing.allocation.enable": "none"}, set()),
        ({"index.routing.allocation.enable": "new_primaries"}, None),
        ({"index.routing.allocation.total_shards_per_node": "1"}, {"id0000", "id0001", "id0002"}),
    ],
)
def test_settings_of_an_index(settings: dict[str, str], expected: set[str] | None) -> None:
    state = settled(with_indices(cluster(3, zones=2), 1, 1, 2, **settings))
    assert len(nodes_of(state)) == 1 if expected is None else nodes_of(state) == expected


def test_copies_leave_nodes_that_are_excluded() -> None:
    state = settled(with_indices(cluster(3), 3, 2, 1))
    state = settled(replace(state, persistent={"cluster.routing.allocation.exclude._name": "n0"}))
    assert loads(state) == {"id0000": 0, "id0001": 6, "id0002": 6}
    assert all(body["primary"] != "id0000" for shards in state.custom[SECTION].values() for body in shards.values())


def test_a_primary_that_moves_begins_a_new_term() -> None:
    state = settled(with_indices(cluster(2), 1, 1, 0))
    (at,) = nodes_of(state)
    moved = settled(replace(state, persistent={"cluster.routing.allocation.exclude._id": at}))
    assert nodes_of(moved) == {"id0000", "id0001"} - {at}
    assert moved.indices["i00000"].primary_terms == (state.indices["i00000"].primary_terms[0] + 1,)


def test_awareness() -> None:
    settings = {"cluster.routing.allocation.awareness.attributes": "zone"}
    state = settled(replace(with_indices(cluster(4, zones=2), 2, 4, 1), persistent=settings))
    for number in range(4):
        assert {int(node[-1]) % 2 for node in nodes_of(state, "u0", number)} == {0, 1}
    forced = {**settings, "cluster.routing.allocation.awareness.force.zone.values": "z0,z1"}
    alone = settled(replace(with_indices(cluster(3, zones=1), 1, 1, 1), persistent=forced))
    assert len(nodes_of(alone)) == 1


def test_full_disks() -> None:
    full = {"id0000": (100 << 30, 4 << 30)}
    fuller = {"id0000": (1000 << 30, 20 << 30)}
    state = settled(with_indices(cluster(3), 2, 3, 0), disks={"id0000": (100 << 30, 99 << 30)})
    assert min(loads(state).values()) == 2
    assert settled(state, disks=full) is not None
    emptied = settled(state, disks=fuller)
    assert loads(emptied)["id0000"] == 0
    unused = settled(with_indices(cluster(3), 2, 3, 0), disks=fuller)
    assert loads(unused)["id0000"] == 0
    off = {"cluster.routing.allocation.disk.threshold_enabled": "false"}
    assert loads(settled(replace(state, persistent=off), disks=fuller))["id0000"] == 2


def test_a_new_node_gets_its_share_a_few_at_a_time() -> None:
    state = settled(with_indices(cluster(2), 5, 4, 0))
    grown = with_member(state, Member("id0002", "n2", "10.0.0.2:9200"))
    once = allocated(grown, live(grown), 0)
    moving = [body for shards in once.custom[SECTION].values() for body in shards.values() if body.get("moves")]
    assert len(moving) == 2
    counts = loads(settled(grown))
    assert max(counts.values()) - min(counts.values()) <= 2
    off = replace(grown, persistent={"cluster.routing.rebalance.enable": "none"})
    assert loads(settled(off))["id0002"] == 0


def test_a_node_that_is_removed_is_emptied_first() -> None:
    state = settled(with_indices(cluster(3), 3, 2, 1))
    leaving = with_shutdown(state, "id0001", Shutdown(REMOVE, "old", 0))
    once = allocated(leaving, live(state), 0)
    assert all(len(body["copies"]) >= 2 for shards in once.custom[SECTION].values() for body in shards.values())
    assert loads(settled(leaving))["id0001"] == 0


def test_copies_of_a_node_that_restarts_are_waited_for() -> None:
    state = settled(with_indices(cluster(3), 1, 1, 1))
    gone = next(iter(nodes_of(state)))
    awaited = with_shutdown(state, gone, Shutdown(RESTART, "new version", 0, allocation_delay_ms=600_000))
    assert len(nodes_of(settled(awaited, 10, (gone,)))) == 1
    assert len(nodes_of(settled(settled(awaited, 10, (gone,)), 500_000, (gone,)))) == 1
    assert len(nodes_of(settled(settled(awaited, 10, (gone,)), 700_000, (gone,)))) == 2
    back = settled(settled(awaited, 10, (gone,)), 20)
    assert gone in nodes_of(back)


def test_a_lost_copy_is_made_anew_after_a_while() -> None:
    state = settled(with_indices(cluster(3), 1, 1, 1))
    gone = routing_of(state, "u0", 0).primary or ""
    once = allocated(state, live(state) - {gone}, 0)
    assert routing_of(once, "u0", 0).primary not in (None, gone)
    assert len(nodes_of(settled(once, 30_000, (gone,)))) == 1
    assert len(nodes_of(settled(once, 61_000, (gone,)))) == 2


def test_replicas_are_made_a_few_at_a_time() -> None:
    first = all_started(allocated(with_indices(cluster(2), 1, 20, 1), {"id0000", "id0001"}, 0))
    state = allocated(first, live(first), 0)
    copies = [entry for body in state.custom[SECTION]["u0"].values() for entry in body["copies"].items()]
    making = [node for node, at in copies if at != STARTED]
    assert len(making) == 4
    assert max(making.count(node) for node in set(making)) == 2
