"""Blocks of the whole cluster: `cluster.blocks.read_only` and `cluster.blocks.read_only_allow_delete`."""

from typing import Final

from findling.base.errors import ClusterBlockError
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.state import ClusterState

_BLOCKS: Final = (
    ("cluster.blocks.read_only", "6", "cluster read-only (api)"),
    ("cluster.blocks.read_only_allow_delete", "13", "cluster read-only / allow delete (api)"),
)
BLOCK_SETTINGS: Final = frozenset(setting for setting, _, _ in _BLOCKS)


def check_cluster_blocks(state: ClusterState, deletes: bool = False) -> None:
    """Raises ClusterBlockError if writes, of documents or metadata, are blocked.

    deletes: the operation deletes an index, which one of the blocks lets pass
    """
    shown = [
        f"[FORBIDDEN/{number}/{text}];"
        for setting, number, text in _BLOCKS
        if cluster_setting(state, setting) and not (deletes and setting.endswith("_allow_delete"))
    ]
    if shown:
        raise ClusterBlockError(f"blocked by: {' '.join(shown)}")


def cluster_read_only() -> ClusterBlockError:
    """Returns the error of what a read-only cluster refuses."""
    _, number, text = _BLOCKS[0]
    return ClusterBlockError(f"blocked by: [FORBIDDEN/{number}/{text}];")


def shown_cluster_blocks(state: ClusterState) -> dict[str, object]:
    """Returns the blocks as the cluster state shows them."""
    return {
        number: {"description": text, "retryable": False, "levels": ["write", "metadata_write"]}
        for setting, number, text in _BLOCKS
        if cluster_setting(state, setting)
    }
