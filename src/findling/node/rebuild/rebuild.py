"""Rebuilds an index under its name, undoes that, and tells where it stands."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError, IllegalStateError, ResourceNotFoundError
from findling.base.work.process_memory import swap_used_bytes
from findling.cluster.name_resolution import resolve_one
from findling.cluster.rebuilds import SECTION, Swap
from findling.cluster.state import ClusterState, IndexMetadata
from findling.node.indices.create_index import check_shard_limit
from findling.node.rebuild.copying import Copier, Progress
from findling.node.rebuild.pace import LiveLatency, Pace
from findling.node.rebuild.planned import copying_index, final_settings, late_fields, wanted_index
from findling.node.rebuild.request import RebuildRequest
from findling.node.rebuild.running import Rebuilds
from findling.node.rebuild.swap import Change, swap
from findling.node.rebuild.verification import Digest, Snapshots, check_alike, keeps_sources
from findling.node.services.index_blocks import check_blocks
from findling.node.services.new_index import add_index
from findling.node.services.node import Node
from findling.node.services.tasks import Task
from findling.node.services.visibility import refuse_parts

logger = logging.getLogger("findling.rebuild")

_PARTS: Final = "An index cannot be rebuilt by users for whom field or document level security is enabled on it"
_HELD_S: Final = 1.0
"""Writers that do not end in that time are let go on, and the swap is tried again."""
_FEW: Final = 1000
"""Documents of a round after which writers may be held back for the last one."""
_MOST_ROUNDS: Final = 50


class _Work:
    """One rebuild, or one undoing of it: documents go from `old` to `new`, which then takes the old one's place."""

    def __init__(self, node: Node, task: Task, old: IndexMetadata, new: IndexMetadata, pace: Pace) -> None:
        self.node = node
        self.task = task
        self.old = old
        self.new = new
        self.pace = pace
        self.progress = Progress()
        self.source = node.indices.get(old)
        self.target = node.indices.get(new)
        self.digest = Digest()

    def run(
        self, settings: Callable[[IndexMetadata], dict[str, Any]], undo_ms: int, seq_nos: list[int] | None = None
    ) -> IndexMetadata:
        """Returns the index once it has the name. settings: of the old index as it is now -> those that it gets

        seq_nos: as of Copier
        """
        if swap_used_bytes():
            self._warn(f"[{swap_used_bytes()}] bytes of this machine are swapped out: it is short of memory")
        with Copier(self.node, self.source, self.target, self.task, self.pace, self.progress, seq_nos) as copier:
            self._enter(copier, "copy")
            if seq_nos is not None:
                copier.drop_strangers()
            copier.round()
            self._enter(copier, "catch_up")
            self._catch_up(copier)
            self._verify(copier)
            self._enter(copier, "swap")
            made = self._swap(copier, settings, undo_ms)
            self._enter(copier, "done")
            return made

    def _warn(self, text: str) -> None:
        self.progress.warnings.append(text)
        logger.warning("%s index=%s", text, self.old.name)

    def _enter(self, copier: Copier, phase: str) -> None:
        self.progress.phase = phase
        copier.show()

    def _catch_up(self, copier: Copier) -> None:
        for _ in range(_MOST_ROUNDS):
            self.task.check()
            if copier.round() < _FEW:
                return

    def _held(self, act: Callable[[], Any]) -> Any:
        """Returns what is done while nobody writes to the old index."""
        for _ in range(_MOST_ROUNDS):
            self.task.check()
            if self.source.gate.shut(_HELD_S):
                try:
                    return act()
                finally:
                    self.source.gate.open()
        raise IllegalStateError(f"index [{self.old.name}] cannot be rebuilt: writes to it do not end")

    def _verify(self, copier: Copier) -> None:
        """Compares snapshots of one moment, while writes go on already."""
        self._enter(copier, "verify")

        def snapshots() -> tuple[Snapshots, Snapshots]:
            copier.round(paced=False)
            return Snapshots(self.source), Snapshots(self.target)

        before, after = self._held(snapshots)
        try:
            sources = keeps_sources(self.source) and keeps_sources(self.target)
            self.digest = check_alike(self.old.name, before, after, sources, self._seen)
        finally:
            before.close()
            after.close()
        self._catch_up(copier)

    def _seen(self, n_docs: int) -> None:
        self.task.check()
        self.progress.verified += n_docs
        self.task.status = {**self.task.status, **self.progress.to_json()}

    def _swap(self, copier: Copier, settings: Callable[[IndexMetadata], dict[str, Any]], undo_ms: int) -> IndexMetadata:
        def last() -> IndexMetadata:
            copier.round(paced=False)
            self._check_counts()
            now = self.node.cluster.state.indices.get(self.old.name, self.old)
            late = late_fields(
                self.old.mapping.get("properties", {}),
                now.mapping.get("properties", {}),
                self.target.metadata.mapping.get("properties", {}),
            )
            if late and now.mapping_version != self.old.mapping_version:
                self.target.merge_mapping({"properties": late}, adding=True)
            return swap(self.node, Change(now, self.target.metadata, settings(now), undo_ms))

        made: IndexMetadata = self._held(last)
        return made

    def _check_counts(self) -> None:
        before, after = Snapshots(self.source), Snapshots(self.target)
        try:
            if before.num_docs != after.num_docs:
                raise IllegalStateError(
                    f"index [{self.old.name}] cannot be rebuilt: the copy has [{after.num_docs}] documents, the index "
                    f"[{before.num_docs}]"
                )
        finally:
            before.close()
            after.close()

    def answer(self, made: IndexMetadata) -> dict[str, object]:
        """Returns the response of the task."""
        note = Swap.of(made)
        return {
            "acknowledged": True,
            "index": made.name,
            **{key: value for key, value in self.task.status.items() if key != "phase"},
            "checksum": f"{self.digest.sum:016x}",
            **({} if note is None else _undo_json(self.node, note)),
        }


def rebuild(node: Node, name: str, request: RebuildRequest, task: Task) -> dict[str, object]:
    """Builds an index anew and puts the copy in its place.

    Raises what is wrong with the new settings and mapping, and what keeps documents from fitting them; the index is as
    it was then, and nothing is left of the copy.
    """
    old = _rebuildable(node, name)
    with node.kept(Rebuilds).only(old.uuid, old.name, task):
        wanted = wanted_index(old, request)
        planned = copying_index(old, wanted)
        made = add_index(node, planned, lambda state: _with_copy(state, planned))
        try:
            work = _Work(node, task, old, made, Pace(node, task, request.batch))
            return work.answer(
                work.run(lambda now: final_settings(wanted.settings, old.settings, now.settings), request.undo_ms)
            )
        finally:
            # once it has taken the place it has another name
            _drop_copy(node, made)


def _with_copy(state: ClusterState, planned: IndexMetadata) -> ClusterState:
    check_shard_limit(state, planned.settings)
    return state.with_index(planned)


def _drop_copy(node: Node, copy: IndexMetadata) -> None:
    if copy.name in node.cluster.state.indices:
        node.kept(Rebuilds).remove({copy.uuid})


def _rebuildable(node: Node, name: str) -> IndexMetadata:
    """Returns the index of a name. Raises what forbids rebuilding it."""
    old = resolve_one(node.cluster.state, name, node.clock.now_ms())
    refuse_parts(old.name, frozenset({old.name}), _PARTS)
    check_blocks(old, "metadata_write")
    check_blocks(old, "read")
    if node.indices.placement is not None:
        raise IllegalArgumentError(f"index [{old.name}] cannot be rebuilt: its shards are on several nodes")
    if SECTION in old.custom and Swap.of(old) is None:
        raise IllegalArgumentError(f"index [{old.name}] belongs to a rebuild itself")
    options = node.indices.get(old).mapping.source_options
    if not options["enabled"] or options["includes"] or options["excludes"]:
        raise IllegalArgumentError(f"index [{old.name}] cannot be rebuilt: it does not keep the whole [_source]")
    return old


def undo(node: Node, name: str, task: Task, speed: float) -> dict[str, object]:
    """Gives a name back to the index that a rebuild replaced, with all that was written since.

    Raises ResourceNotFoundError if it is not kept any more.
    """
    current = _rebuildable(node, name)
    with node.kept(Rebuilds).only(current.uuid, current.name, task):
        note, kept = _kept(node, current)
        task.throttle.change(speed)
        work = _Work(node, task, current, kept, Pace(node, task, None))
        settings = {key: value for key, value in kept.settings.items() if key not in note.hidden}
        settings.update({key: value for key, value in note.hidden.items() if value is not None})
        undo_ms = max(1, note.until_ms - node.clock.now_ms())
        return work.answer(work.run(lambda _: settings, undo_ms, list(note.seq_nos)))


def _kept(node: Node, current: IndexMetadata) -> tuple[Swap, IndexMetadata]:
    note = Swap.of(current)
    kept = None if note is None else node.cluster.state.indices.get(note.kept)
    if note is None or kept is None or note.until_ms <= node.clock.now_ms():
        raise ResourceNotFoundError(f"index [{current.name}] has no rebuild that can be undone")
    return note, kept


def forget(node: Node, name: str) -> dict[str, object]:
    """Deletes the index that a rebuild replaced: it cannot be undone then. Raises ResourceNotFoundError."""
    current = _rebuildable(node, name)
    _, kept = _kept(node, current)
    node.kept(Rebuilds).remove({kept.uuid})
    return {"acknowledged": True}


def status(node: Node, name: str) -> dict[str, object]:
    """Returns whether an index is being rebuilt, and what can be undone."""
    current = resolve_one(node.cluster.state, name, node.clock.now_ms())
    task = node.kept(Rebuilds).task_of(current.uuid)
    running: Mapping[str, object] = {} if task is None else {"task": task.full_id, "status": dict(task.status)}
    try:
        note, _ = _kept(node, current)
    except FindlingError:
        return {"index": current.name, "running": task is not None, **running}
    return {"index": current.name, "running": task is not None, **running, **_undo_json(node, note)}


def overview(node: Node) -> dict[str, object]:
    """Returns the rebuilds of this node, and what its searches take now."""
    latency = LiveLatency(node)
    return {
        "tasks": {
            task.full_id: {"description": task.description, "status": dict(task.status)}
            for task in node.kept(Rebuilds).running()
        },
        "searches": {} if latency.usual_ms is None else {"p99_millis": round(latency.usual_ms, 3)},
    }


def _undo_json(node: Node, note: Swap) -> dict[str, object]:
    if note.kept not in node.cluster.state.indices:
        return {}
    return {"undo": {"kept_as": note.kept, "swapped_in_millis": note.swapped_ms, "until_in_millis": note.until_ms}}
