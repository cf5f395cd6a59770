"""Where an index is in its policy: immutable, kept in the cluster state with the index."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final

from findling.cluster.state import IndexMetadata
from findling.node.lifecycle.ilm.progress import Progress
from findling.node.lifecycle.ism.kept import KeptPolicy

SECTION: Final = "ism"
"""What it is called in `IndexMetadata.custom`."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Times are milliseconds since 1970.

    policy: as it was when the index came to it; seq_no: its number then
    state: None before it has begun; action: of the state, by its place; behind the last one transitions are looked at
    step: of the action, by its place; noted: what steps have to remember
    retries: how often the action was tried again; retry_at: when it is; has_failed: whether it is no more
    changed: the policy that comes with the next transition, its seq_no, and the state to begin with
    """

    policy_id: str
    policy: Mapping[str, Any]
    seq_no: int
    state: str | None = None
    state_time: int | None = None
    action: int = 0
    action_time: int | None = None
    step: int = 0
    step_time: int | None = None
    noted: Mapping[str, Any] = field(default_factory=dict)
    retries: int = 0
    retry_at: int | None = None
    has_failed: bool = False
    is_completed: bool = False
    info: Mapping[str, Any] = field(default_factory=dict)
    changed: Mapping[str, Any] | None = None

    @classmethod
    def begun(cls, kept: KeptPolicy, state: str | None = None, now_ms: int | None = None) -> "Standing":
        """Returns the standing of an index that comes to a policy."""
        info = {"message": f"Successfully initialized policy: {kept.name}"}
        return cls(kept.name, kept.body, kept.seq_no, state, now_ms, action_time=now_ms, step_time=now_ms, info=info)

    @classmethod
    def of(cls, index: IndexMetadata) -> "Standing | None":
        """Returns where an index is, None if no policy manages it."""
        kept = index.custom.get(SECTION)
        return None if kept is None else cls(**{name: kept[name] for name in _NAMES if name in kept})

    def on(self, index: IndexMetadata) -> IndexMetadata:
        """Returns an index with this standing."""
        return replace(index, custom={**index.custom, SECTION: asdict(self)}, version=index.version + 1)

    @property
    def progress(self) -> Progress:
        """What steps of index lifecycles look at."""
        return Progress(phase=self.state, action_time=self.action_time, step_time=self.step_time, **self.noted)


_NAMES: Final = tuple(each.name for each in fields(Standing))


def without_standing(index: IndexMetadata) -> IndexMetadata:
    """Returns an index that no policy manages."""
    kept = {name: value for name, value in index.custom.items() if name != SECTION}
    return replace(index, custom=kept, version=index.version + 1)
