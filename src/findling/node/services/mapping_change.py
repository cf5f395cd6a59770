"""Changes of the cluster state that replace an index's mapping."""

from collections.abc import Mapping
from dataclasses import replace

from findling.base.errors import IndexNotFoundError
from findling.cluster.state import ClusterState


def with_mapping(state: ClusterState, index: str, uuid: str, definition: Mapping[str, object]) -> ClusterState:
    """Returns the state with another mapping of one index.

    Raises IndexNotFoundError if the index is gone, IllegalArgumentError for a mapping that it cannot have.
    """
    metadata = state.indices.get(index)
    if metadata is None or metadata.uuid != uuid:
        raise IndexNotFoundError(index)
    metadata.check_routed(definition)
    changed = replace(
        metadata, mapping=definition, mapping_version=metadata.mapping_version + 1, version=metadata.version + 1
    )
    return state.with_index(changed)
