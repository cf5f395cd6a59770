"""Who manages an index of a data stream: a policy, the stream's own lifecycle, or nobody."""

from collections.abc import Mapping
from typing import Any, Final

from findling.cluster.cluster_settings import CLUSTER_SETTINGS, cluster_setting
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.data_stream import DataStream
from findling.cluster.streams.settings import Ask
from findling.node.documents.failure_store import is_kept

POLICY: Final = "index.lifecycle.name"
PREFER: Final = "index.lifecycle.prefer_ilm"
BY_POLICY: Final = "Index Lifecycle Management"
BY_STREAM: Final = "Data stream lifecycle"
BY_NOBODY: Final = "Unmanaged"


def prefers_policy(settings: Mapping[str, Any]) -> bool:
    return str(settings.get(PREFER, "true")) == "true"


def policy_of(settings: Mapping[str, Any]) -> str | None:
    """Returns the name of the policy in flat settings."""
    return settings.get(POLICY) or None


def manager(settings: Mapping[str, Any], lifecycle: Mapping[str, Any] | None) -> str:
    """Returns who manages an index. settings: flat; lifecycle: of its stream"""
    has_lifecycle = lifecycle is not None and lifecycle.get("enabled", True)
    if policy_of(settings) is not None and (prefers_policy(settings) or not has_lifecycle):
        return BY_POLICY
    return BY_STREAM if has_lifecycle else BY_NOBODY


def lifecycle_of(state: ClusterState, stream: DataStream, index: str) -> dict[str, Any] | None:
    """Returns the lifecycle under which an index of a stream stands, of its failure store if it is there."""
    return stream.lifecycle if index in stream.indices else failures_lifecycle(state, stream)


def failures_lifecycle(state: ClusterState, stream: DataStream) -> dict[str, Any] | None:
    """Returns the lifecycle of a stream's failure store: as said, or the default one while failures are kept."""
    said: dict[str, Any] | None = ((stream.options or {}).get("failure_store") or {}).get("lifecycle")
    if said is not None:
        return said
    return {"enabled": True} if is_kept(state, stream) else None


def is_managed_by_stream(state: ClusterState, index: IndexMetadata) -> bool:
    """Whether the lifecycle of its stream manages an index."""
    stream = state.streams.parent(index.name)
    return stream is not None and manager(index.settings, lifecycle_of(state, stream, index.name)) == BY_STREAM


def asking(state: ClusterState) -> Ask:
    """Returns what tells cluster settings as they were set."""

    def ask(key: str) -> Any:
        value = state.transient.get(key, state.persistent.get(key))
        return CLUSTER_SETTINGS.default(key) if value is None and key.endswith("poll_interval") else value

    return ask


def setting_ms(state: ClusterState, key: str) -> int:
    """Returns a cluster setting that is a duration."""
    return int(cluster_setting(state, key))
