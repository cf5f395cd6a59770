"""Steps: what an action is made of, and what comes of carrying one out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from findling.base.json_values import json_text
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.data_stream import DataStream
from findling.node.lifecycle.ilm.progress import Progress
from findling.node.services.node import Node

COMPLETE: Final = "complete"
ERROR: Final = "ERROR"
NEW: Final = "new"


class StepKey(NamedTuple):
    """Where a step stands."""

    phase: str
    action: str
    name: str

    def __str__(self) -> str:
        return json_text(self._asdict()).decode()


INIT: Final = StepKey(NEW, "init", "init")


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step looks at when it is carried out.

    key: its own; after_action: the first step behind its action
    """

    node: Node
    state: ClusterState
    index: IndexMetadata
    progress: Progress
    policy: str
    key: StepKey
    after_action: StepKey | None = None

    @property
    def stream(self) -> DataStream | None:
        return self.state.streams.parent(self.index.name)

    @property
    def takes_writes(self) -> bool:
        """Whether the index takes the writes of a stream, or of its failure store."""
        stream = self.stream
        return stream is not None and self.index.name in (stream.write_index, stream.failure_write_index)


@dataclass(frozen=True, slots=True)
class Done:
    """The step is done. noted: what the progress of the index remembers of it, by its members"""

    noted: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wait:
    """The step has to be looked at again later. info: what is shown meanwhile"""

    info: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Jump:
    """Another step of the same action comes next."""

    name: str


class Skip:
    """The rest of the action is left out."""


class Gone:
    """The index is not there any more, or another one has taken its place."""


DONE: Final = Done()
SKIP: Final = Skip()
GONE: Final = Gone()
Outcome = Done | Wait | Jump | Skip | Gone
Run = Callable[[Turn], Outcome]


def proceed(turn: Turn) -> Outcome:
    """Does nothing: what Elasticsearch has a step for and one node needs none."""
    return DONE


def skip(turn: Turn) -> Outcome:
    """Leaves the rest of an action out."""
    return SKIP


@dataclass(frozen=True, slots=True)
class Part:
    """A step as its action declares it.

    polled: whether it is looked at every `indices.lifecycle.poll_interval` only, not at each change of the state
    """

    name: str
    run: Run = proceed
    polled: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the row of all steps of a policy.

    following: the step after it, None at the end of a policy; after_action: the one after its action
    """

    key: StepKey
    run: Run
    following: StepKey | None
    after_action: StepKey | None
    polled: bool = False
