"""Steps that several actions have: checks that wait, settings that change, an index that goes."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from findling.base.errors import BrokenStateError
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState, IndexMetadata
from findling.mapping.time_series.bounds import time_series_of
from findling.node.indices.delete_index import delete_index
from findling.node.indices.update_settings import with_settings
from findling.node.lifecycle.ilm.step import DONE, GONE, Outcome, Part, Run, Turn, Wait
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.node.snapshots.delete import delete_snapshots
from findling.node.streams.change_streams import delete_data_streams
from findling.snapshots.errors import SnapshotMissingError

ANY: Final = IndicesOptions(closed=True, forbid_closed=False, hidden=True)
MOUNTED: Final = "index.store.snapshot.index_name"
"""The setting of an index that was restored in the place of another: the name of that one in the snapshot."""


def _check_not_write_index(turn: Turn) -> Outcome:
    """Waits until the index takes no more writes of its stream."""
    stream = turn.stream
    if stream is None or not turn.takes_writes:
        return DONE
    failures = " failure store" if turn.index.name == stream.failure_write_index else ""
    return Wait(
        {
            "message": f"index [{turn.index.name}] is the{failures} write index for data stream [{stream.name}], "
            f"pausing ILM execution of lifecycle [{turn.policy}] until this index is no longer the write index for the "
            "data stream via manual or automated rollover"
        }
    )


def _check_end_time(turn: Turn) -> Outcome:
    """Waits until no more documents come to the window of time series of the index."""
    series = time_series_of(turn.index.settings)
    if series is None or series.end_ms <= turn.node.clock.now_ms():
        return DONE
    return Wait(
        {
            "message": f"The [index.time_series.end_time] setting for index [{turn.index.name}] is "
            f"[{iso_time(series.end_ms)}]. Waiting until the index's time series end time lapses before proceeding "
            f"with action [{turn.key.action}] as the index can still accept writes."
        }
    )


NOT_WRITE_INDEX: Final = Part("check-not-write-index", _check_not_write_index)
END_TIME_PASSES: Final = Part("check-ts-end-time-passes", _check_end_time)
NO_FOLLOWERS: Final = Part("wait-for-shard-history-leases", polled=True)


def setting(changes: Mapping[str, Any]) -> Run:
    """Returns what changes settings of the index (flat; None takes one away)."""

    def run(turn: Turn) -> Outcome:
        change_settings(turn.node, turn.index, changes)
        return DONE

    return run


def change_settings(node: Node, index: IndexMetadata, changes: Mapping[str, Any]) -> None:
    """Changes settings of one index, whoever may do so. Raises IllegalArgumentError."""

    def change(state: ClusterState) -> ClusterState:
        current = state.indices.get(index.name)
        if current is None or current.uuid != index.uuid or _has(current, changes):
            return state
        return state.with_index(with_settings(current, changes))

    node.cluster.change(change)


def _has(index: IndexMetadata, changes: Mapping[str, Any]) -> bool:
    return all(index.settings.get(key) == value for key, value in changes.items())


def remove_snapshot(turn: Turn) -> Outcome:
    """Deletes the snapshot that the policy has made of the index, if there is one."""
    repository, name = turn.progress.snapshot_repository, turn.progress.snapshot_name
    if repository is not None and name is not None:
        with suppress(SnapshotMissingError):
            delete_snapshots(turn.node, repository, [name])
    return DONE


def remove_index(turn: Turn) -> Outcome:
    """Deletes the index; its whole stream if it is all that the stream has. Raises BrokenStateError."""
    stream, name = turn.stream, turn.index.name
    if stream is not None and stream.indices == (name,):
        delete_data_streams(turn.node, [stream.name])
        return GONE
    if stream is not None and turn.takes_writes:
        failures = " failure store" if name == stream.failure_write_index else ""
        raise BrokenStateError(
            f"index [{name}] is the{failures} write index for data stream [{stream.name}]. stopping execution of "
            f"lifecycle [{turn.policy}] as a data stream's write index cannot be deleted. manually rolling over the "
            "index will resume the execution of the policy as the index will not be the data stream's write index "
            "anymore"
        )
    delete_index(turn.node, name)
    return GONE
