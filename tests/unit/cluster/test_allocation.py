"""Where copies go when nodes come and go."""

from dataclasses import replace

from findling.cluster.shards.allocation import allocated
from findling.cluster.shards.members import Member, with_member
from findling.cluster.shards.routing_table import INITIALIZING, STARTED, ShardRouting, routing_of, with_routing
from findling.cluster.state import ClusterState, IndexMetadata

MINUTE_MS = 60_000


def state_of(shards: int, replicas: int, nodes: int = 3) -> ClusterState:
    """Returns a state with one index and some nodes, n0 and on."""
    settings = {"index.number_of_shards": str(shards), "index.number_of_replicas": str(replicas)}
    index = IndexMetadata("a", "uuid", settings, primary_terms=(1,) * shards)
    state = ClusterState().with_index(index)
    for number in range(nodes):
        state = with_member(state, Member(f"n{number}", f"name{number}", "127.0.0.1:9200"))
    return state


def all_started(routing: ShardRouting) -> ShardRouting:
    for node in routing.copies:
        routing = routing.with_started(node)
    return routing


def started(state: ClusterState) -> ClusterState:
    """Returns the state after all copies have started."""
    index = state.indices["a"]
    changes = {}
    for number in range(index.number_of_shards):
        changes["uuid", number] = all_started(routing_of(state, "uuid", number))
    return with_routing(state, changes)


def settled(state: ClusterState, live: set[str]) -> ClusterState:
    """Returns the state after everything there is to do has been done."""
    for _ in range(5):
        state = started(allocated(state, live, 0))
    return state


def places(state: ClusterState) -> list[ShardRouting]:
    return [routing_of(state, "uuid", number) for number in range(state.indices["a"].number_of_shards)]


ALL = {"n0", "n1", "n2"}


def test_primaries_come_first_and_are_spread() -> None:
    state = allocated(state_of(4, 1), ALL, 0)
    assert sorted(str(routing.primary) for routing in places(state)) == ["n0", "n0", "n1", "n2"]
    assert all(list(routing.copies.values()) == [INITIALIZING] and routing.fresh for routing in places(state))


def test_replicas_are_elsewhere_and_all_nodes_have_as_much() -> None:
    state = settled(state_of(3, 1), ALL)
    assert all(len(routing.copies) == 2 for routing in places(state))
    held = [node for routing in places(state) for node in routing.copies]
    assert {held.count(node) for node in ALL} == {2}
    assert allocated(state, ALL, 0) is state


def test_a_lost_home_is_replaced_by_one_for_all_shards() -> None:
    state = settled(state_of(3, 1), ALL)
    left = {"n1", "n2"}
    for now_ms in (0, MINUTE_MS + 1, MINUTE_MS + 2):
        state = started(allocated(state, left, now_ms))
    assert all(set(routing.copies) == left for routing in places(state))


def test_an_in_sync_copy_is_promoted_in_a_new_term() -> None:
    state = settled(state_of(1, 1, 2), {"n0", "n1"})
    primary = places(state)[0].primary
    other = ({"n0", "n1"} - {str(primary)}).pop()
    after = allocated(state, {other}, 0)
    routing = places(after)[0]
    assert routing.primary == other
    assert routing.copies == {other: STARTED}
    assert after.indices["a"].primary_terms == (2,)
    assert primary in routing.in_sync  # its files are of use if it comes back


def test_a_node_that_left_is_waited_for() -> None:
    state = settled(state_of(1, 1), ALL)
    gone = next(node for node in places(state)[0].copies if node != places(state)[0].primary)
    live = ALL - {gone}
    soon = allocated(allocated(state, live, 0), live, MINUTE_MS - 1)
    assert len(places(soon)[0].copies) == 1
    back = places(allocated(soon, ALL, MINUTE_MS - 1))[0]
    assert back.copies[gone] == INITIALIZING
    late = places(allocated(soon, live, MINUTE_MS + 1))[0]
    assert set(late.copies) == live


def test_a_shard_without_copies_waits_for_one_that_had_everything() -> None:
    state = settled(state_of(1, 0), ALL)
    home = places(state)[0].primary
    lost = allocated(state, ALL - {str(home)}, 0)
    assert places(lost)[0].primary is None
    again = places(allocated(lost, ALL, 5 * MINUTE_MS))[0]
    assert (again.primary, again.copies, again.fresh) == (home, {home: INITIALIZING}, False)


def test_fewer_replicas_are_taken_away() -> None:
    state = settled(state_of(1, 2), ALL)
    index = state.indices["a"]
    fewer = state.with_index(replace(index, settings={**index.settings, "index.number_of_replicas": "0"}))
    routing = places(allocated(fewer, ALL, 0))[0]
    assert list(routing.copies) == [routing.primary]
    assert routing.in_sync == (routing.primary,)


def test_nodes_without_the_role_get_nothing() -> None:
    state = with_member(state_of(2, 1, 1), Member("m", "master", "127.0.0.1:9200", ("master",)))
    state = settled(state, {"n0", "m"})
    assert all(set(routing.copies) == {"n0"} for routing in places(state))


def test_places_of_deleted_indices_go() -> None:
    state = settled(state_of(1, 1), ALL)
    assert allocated(state.without_indices({"a"}), ALL, 0).custom["routing"] == {}


def test_many_indices_over_many_nodes_are_even() -> None:
    nodes = {f"n{number}" for number in range(20)}
    state = state_of(1, 1, 20)
    for number in range(1, 100):
        state = state.with_index(replace(state.indices["a"], name=f"a{number}", uuid=f"uuid{number}"))
    for _ in range(8):
        # each node gets two replicas at a time
        state = allocated(state, nodes, 0)
        uuids = [index.uuid for index in state.indices.values()]
        routings = {(uuid, 0): routing_of(state, uuid, 0) for uuid in uuids}
        state = with_routing(state, {key: all_started(routing) for key, routing in routings.items()})
    held = [node for uuid in uuids for node in routing_of(state, uuid, 0).copies]
    assert {held.count(node) for node in nodes} == {10}
