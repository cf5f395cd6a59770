"""How far an index is in its policy: immutable, kept in the cluster state with the index."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from findling.cluster.state import IndexMetadata

SECTION: Final = "ilm"
"""What it is called in `IndexMetadata.custom`."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an index stands. Times are milliseconds since 1970.

    lifecycle_date: from when its age is counted
    phase_definition: the phase that it is in, as it was when the index came to it: policy, version, modified_date...
    failed_step: the step that raised, while the step is ERROR; is_auto_retryable_error: whether it is tried again
    step_info, previous_step_info: what the present step and the one before have to say
    """

    phase: str | None = None
    action: str | None = None
    step: str | None = None
    failed_step: str | None = None
    is_auto_retryable_error: bool | None = None
    failed_step_retry_count: int | None = None
    lifecycle_date: int | None = None
    phase_time: int | None = None
    action_time: int | None = None
    step_time: int | None = None
    step_info: dict[str, Any] | None = None
    previous_step_info: dict[str, Any] | None = None
    phase_definition: dict[str, Any] | None = None
    snapshot_repository: str | None = None
    snapshot_name: str | None = None
    snapshot_index_name: str | None = None
    shrink_index_name: str | None = None
    downsample_index_name: str | None = None

    @classmethod
    def of(cls, index: IndexMetadata) -> "Progress":
        """Returns the progress of an index, an empty one if its policy has not begun."""
        kept = index.custom.get(SECTION, {})
        return cls(**{name: kept[name] for name in _NAMES if name in kept})

    def on(self, index: IndexMetadata) -> IndexMetadata:
        """Returns an index with this progress."""
        kept = {name: value for name, value in asdict(self).items() if value is not None}
        return replace(index, custom={**index.custom, SECTION: kept}, version=index.version + 1)


_NAMES: Final = tuple(field.name for field in fields(Progress))


def without_progress(index: IndexMetadata) -> IndexMetadata:
    """Returns an index that has not begun any policy."""
    return replace(index, custom={name: kept for name, kept in index.custom.items() if name != SECTION})
