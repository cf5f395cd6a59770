"""Blocks: operations that an index's settings forbid."""

from collections.abc import Iterable
from typing import Any, Final, Literal

from findling.base.errors import ClusterBlockError, RetryableBlockError
from findling.cluster.state import IndexMetadata

Level = Literal["read", "write", "metadata_read", "metadata_write"]

_BLOCKS: Final[tuple[tuple[str, str, frozenset[str]], ...]] = (
    ("read_only", "FORBIDDEN/5/index read-only (api)", frozenset({"write", "metadata_write"})),
    ("read", "FORBIDDEN/7/index read (api)", frozenset({"read"})),
    ("write", "FORBIDDEN/8/index write (api)", frozenset({"write"})),
    ("metadata", "FORBIDDEN/9/index metadata (api)", frozenset({"metadata_read", "metadata_write"})),
    ("read_only_allow_delete", "TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has "
     "read-only-allow-delete block", frozenset({"write", "metadata_write"})),
)  # fmt: skip
_LEVELS: Final[tuple[Level, ...]] = ("read", "write", "metadata_read", "metadata_write")
_OF_LEVEL: Final = {
    level: [(name, f"index.blocks.{name}", text) for name, text, levels in _BLOCKS if level in levels]
    for level in _LEVELS
}


def check_blocks(index: IndexMetadata, level: Level, skip: frozenset[str] = frozenset()) -> None:
    """Raises ClusterBlockError if a block forbids operations of this level.

    skip: names of blocks that this operation passes (deleting an index passes `read_only_allow_delete`)
    """
    check_all_blocks((index,), level, skip)


def check_all_blocks(indices: Iterable[IndexMetadata], level: Level, skip: frozenset[str] = frozenset()) -> None:
    """Raises ClusterBlockError with all that forbids operations of this level on indices."""
    shown = ""
    names: set[str] = set()
    for index in indices:
        blocks = {
            name: text
            for name, setting, text in _OF_LEVEL[level]
            if index.settings.get(setting) == "true" and name not in skip
        }
        if blocks:
            names.update(blocks)
            shown += f"index [{index.name}] blocked by: {' '.join(f'[{text}];' for text in blocks.values())}"
    if names:
        error = RetryableBlockError if names == {"read_only_allow_delete"} else ClusterBlockError
        raise error(shown)


_CLOSED: Final = {"4": {"description": "index closed", "retryable": False, "levels": ["read", "write"]}}


def closed_block(index: str) -> ClusterBlockError:
    """Returns the error of an operation that an index refuses because it is closed, as some tell it."""
    return ClusterBlockError(f"index [{index}] blocked by: [FORBIDDEN/4/index closed];")


def shown_blocks(index: IndexMetadata) -> dict[str, object]:
    """Returns the blocks of an index as the cluster state shows them, by their numbers."""
    shown: dict[str, Any] = dict(_CLOSED) if index.closed else {}
    for name, text, levels in _BLOCKS:
        if index.settings.get(f"index.blocks.{name}") == "true":
            _, number, description = text.split("/", 2)
            shown[number] = {
                "description": description,
                "retryable": name == "read_only_allow_delete",
                "levels": [level for level in _LEVELS if level in levels],
            }
    return shown
