"""Mends a data directory: says first, shard by shard, what will be done and what is lost by it."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from findling.analysis.resources import AnalysisResources
from findling.cluster.index_sort import index_sort_of
from findling.cluster.synonym_sets import synonym_rules
from findling.codec.durable_files import make_directory
from findling.index.check.findings import ShardCheck
from findling.index.check.rewriting import RepairedIndex
from findling.index.check.shard_repair import Action, ShardRepair
from findling.mapping.mapping import Mapping
from findling.node.check.data_check import DataCheck, IndexCheck
from findling.node.services.data_directory import CONFIG, NODE_ID
from findling.node.services.index_service import analysis_of

KEPT = "damaged"


@dataclass(frozen=True, slots=True)
class PlannedShard:
    """The repair of one shard."""

    index: IndexCheck
    repair: ShardRepair


class DataRepair:
    """What can be done about what a check has found. A with block: files are open until its end.

    unmendable: files that only a copy brings back
    """

    def __init__(self, check: DataCheck) -> None:
        self._check = check
        node_id = str(check.path / NODE_ID)
        self._new_node_id = any(problem.file == node_id for problem in check.problems)
        self.unmendable = [problem.file for problem in check.problems if problem.file != node_id]
        self.shards = [
            PlannedShard(index, ShardRepair(shard, _repaired_index(check, index, shard)))
            for index, shard in check.damaged()
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for planned in self.shards:
            planned.repair.close()

    @property
    def other_actions(self) -> list[Action]:
        """What is done besides the shards."""
        node_id = str(self._check.path / NODE_ID)
        return [Action(node_id, "remove it: the next start makes another")] if self._new_node_id else []

    @property
    def is_possible(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.shards or self._new_node_id)

    def to_json(self) -> dict[str, object]:
        return {
            "actions": [action.to_json() for action in self.other_actions],
            "shards": [
                {
                    "index": planned.index.metadata.name,
                    "shard": planned.repair.number,
                    "actions": [action.to_json() for action in planned.repair.actions],
                }
                for planned in self.shards
            ],
            "unmendable": self.unmendable,
        }

    def apply(self, now: str) -> Path:
        """Does all of it; returns the directory where what was damaged is kept. now: names it"""
        path = self._check.path
        kept = path / KEPT / now
        make_directory(kept)
        if self._new_node_id:
            shutil.move(path / NODE_ID, kept / NODE_ID)
        for planned in self.shards:
            shard = Path(planned.index.home.name if planned.index.is_system else "indices")
            planned.repair.apply(kept / shard / planned.index.metadata.uuid / str(planned.repair.number))
        return kept


def _repaired_index(check: DataCheck, index: IndexCheck, shard: ShardCheck) -> RepairedIndex:
    metadata = index.metadata
    state = check.states[check.path] if check.path in check.states else check.states[index.home]
    resources = AnalysisResources(check.path / CONFIG, lambda name: synonym_rules(state, name))

    def read_mapping() -> Mapping:
        analysis = analysis_of(metadata.settings, resources)
        return Mapping.from_json(dict(metadata.mapping), analysis, metadata.settings)

    return RepairedIndex(
        metadata.name,
        read_mapping,
        lambda mapping: index_sort_of(metadata.settings, mapping),
        metadata.primary_terms[shard.number],
    )
