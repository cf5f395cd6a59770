"""Goes through a data directory: cluster states, the node's id, and every shard that a state names. Writes nothing."""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from findling.base.errors import FindlingError
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.state_store import read_state
from findling.index.check.findings import Problem, ShardCheck
from findling.index.check.shard_check import check_shard
from findling.node.services.data_directory import NODE_ID, SYSTEM, read_node_id
from findling.node.services.index_directories import INDICES, STATE


@dataclass(slots=True)
class IndexCheck:
    """One index. home: directory of the state that names it; is_system: it is none of a client"""

    metadata: IndexMetadata
    home: Path
    is_system: bool
    shards: list[ShardCheck] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return all(shard.is_whole for shard in self.shards)

    def to_json(self) -> dict[str, object]:
        return {
            "index": self.metadata.name,
            "uuid": self.metadata.uuid,
            "system": self.is_system,
            "status": "whole" if self.is_whole else "damaged",
            "shards": [shard.to_json() for shard in self.shards],
        }


@dataclass(slots=True)
class DataCheck:
    """What was found. problems: of states and of the node's id; strangers: directories of no index that hold data

    states: by the directory of each state that could be read
    """

    path: Path
    problems: list[Problem] = field(default_factory=list)
    indices: list[IndexCheck] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    states: dict[Path, ClusterState] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return not self.problems and all(index.is_whole for index in self.indices)

    def damaged(self) -> Iterator[tuple[IndexCheck, ShardCheck]]:
        """Yields every damaged shard with its index."""
        for index in self.indices:
            for shard in index.shards:
                if not shard.is_whole:
                    yield index, shard

    def to_json(self) -> dict[str, object]:
        return {
            "data": str(self.path),
            "status": "whole" if self.is_whole else "damaged",
            "problems": [asdict(problem) for problem in self.problems],
            "indices": [index.to_json() for index in self.indices],
            "strangers": self.strangers,
        }


def check_data(path: Path, only: Collection[str] = ()) -> DataCheck:
    """Returns what is found in a data directory. only: names of the indices to look through, all without"""
    check = DataCheck(path)
    try:
        read_node_id(path / NODE_ID)
    except FileNotFoundError:
        pass  # the next start makes one
    except (OSError, FindlingError) as error:
        check.problems.append(Problem.of(error, path / NODE_ID))
    for home in (path, path / SYSTEM):
        if home == path or home.is_dir():
            _check_home(home, check, only)
    return check


def _check_home(home: Path, check: DataCheck, only: Collection[str]) -> None:
    state_file, directories = home / STATE, home / INDICES
    found = sorted(entry.name for entry in directories.iterdir() if entry.is_dir()) if directories.is_dir() else []
    try:
        state = read_state(state_file)
    except FileNotFoundError:
        if found:
            reason = f"it is missing, {len(found)} indices have no names, mappings and settings without it"
            check.problems.append(Problem(str(state_file), 0, reason))
        return
    except (OSError, FindlingError) as error:
        check.problems.append(Problem.of(error, state_file))
        return
    check.states[home] = state
    for name, metadata in sorted(state.indices.items()):
        if not only or name in only:
            check.indices.append(_check_index(home, metadata, home != check.path))
    known = {metadata.uuid for metadata in state.indices.values()}
    check.strangers += [str(directories / name) for name in found if name not in known]


def _check_index(home: Path, metadata: IndexMetadata, is_system: bool) -> IndexCheck:
    check = IndexCheck(metadata, home, is_system)
    for number in range(metadata.number_of_shards):
        check.shards.append(check_shard(home / INDICES / metadata.uuid / str(number), number))
    return check
