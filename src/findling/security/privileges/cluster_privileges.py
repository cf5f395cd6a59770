"""Privileges over the cluster, by Elasticsearch's names, and the actions that each grants.

Source: the documentation of security privileges and the answers of Elasticsearch 9.1 (`_has_privileges`, denials). The
order is that in which its sentences list them: from the least to the most.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.security.privileges.patterns import Patterns, grants, implies, with_everything_below

_SECURITY: Final = "cluster:admin/xpack/security/*"
ALL_ACTIONS: Final[Patterns] = ("cluster:*", "indices:admin/template/*", "indices:admin/index_template/*")
_HAS: Final = "cluster:admin/xpack/security/user/has_privileges"
_TRANSFORM: Final[Patterns] = ("cluster:monitor/data_frame/*", "cluster:monitor/transform/*")
_SNAPSHOTS: Final[Patterns] = (
    "cluster:admin/snapshot/status*", "cluster:admin/snapshot/get", "cluster:admin/repository/get",
)  # fmt: skip
_PIPELINES: Final[Patterns] = ("cluster:admin/ingest/pipeline/*",)
_HANDSHAKE: Final[Patterns] = ("cluster:internal/remote_cluster/handshake", "cluster:internal/remote_cluster/nodes")
_INFERENCE: Final = "cluster:monitor/xpack/inference*"
# what one may do with API keys of one's own
OWN_KEYS: Final[Patterns] = ("cluster:admin/xpack/security/api_key/create",)
OF_OWNER: Final[Patterns] = (
    "cluster:admin/xpack/security/api_key/get", "cluster:admin/xpack/security/api_key/invalidate",
    "cluster:admin/xpack/security/api_key/query", "cluster:admin/xpack/security/api_key/update",
    "cluster:admin/xpack/security/api_key/bulk_update",
)  # fmt: skip
_READ_SECURITY: Final[Patterns] = (
    "cluster:admin/xpack/security/api_key/get", "cluster:admin/xpack/security/api_key/query",
    "cluster:admin/xpack/security/privilege/builtin/get", "cluster:admin/xpack/security/privilege/get",
    "cluster:admin/xpack/security/profile/get", "cluster:admin/xpack/security/profile/has_privileges",
    "cluster:admin/xpack/security/profile/suggest", "cluster:admin/xpack/security/role/get",
    "cluster:admin/xpack/security/role/query", "cluster:admin/xpack/security/role_mapping/get",
    "cluster:admin/xpack/security/service_account/get",
    "cluster:admin/xpack/security/service_account/credential/get*", "cluster:admin/xpack/security/user/get",
    "cluster:admin/xpack/security/user/query", "cluster:admin/xpack/security/user/list_privileges", _HAS,
    "cluster:admin/xpack/security/settings/get",
)  # fmt: skip

PRIVILEGES: Final[dict[str, Patterns]] = {
    "manage_own_api_key": OWN_KEYS,
    "manage_data_stream_global_retention": ("cluster:admin/data_stream/global_retention/*",),
    "monitor_data_stream_global_retention": ("cluster:monitor/data_stream/global_retention/*",),
    "none": (),
    "cancel_task": ("cluster:admin/tasks/cancel*",),
    "cross_cluster_replication": (*_HANDSHAKE, "cluster:monitor/state"),
    "cross_cluster_search": (*_HANDSHAKE, "cluster:monitor/stats"),
    "delegate_pki": ("cluster:admin/xpack/security/delegate_pki", "cluster:admin/xpack/security/token/invalidate"),
    "grant_api_key": ("cluster:admin/xpack/security/api_key/grant*",),
    "manage_autoscaling": ("cluster:admin/autoscaling/*",),
    "manage_index_templates": (
        "indices:admin/template/*", "indices:admin/index_template/*", "cluster:admin/component_template/*",
    ),
    "manage_logstash_pipelines": ("cluster:admin/logstash/pipeline/*",),
    "manage_oidc": ("cluster:admin/xpack/security/oidc/*",),
    "manage_saml": (
        "cluster:admin/xpack/security/saml/*", "cluster:admin/xpack/security/token/invalidate",
        "cluster:admin/xpack/security/token/refresh", "cluster:monitor/xpack/security/saml/metadata",
    ),
    "manage_search_application": ("cluster:admin/xpack/application/search_application/*",),
    "manage_search_query_rules": ("cluster:admin/xpack/query_rules/*",),
    "manage_search_synonyms": (
        "cluster:admin/synonyms/*", "cluster:admin/synonyms_sets/*", "cluster:admin/synonym_rules/*",
    ),
    "manage_service_account": ("cluster:admin/xpack/security/service_account/*",),
    "manage_token": ("cluster:admin/xpack/security/token/*",),
    "manage_user_profile": ("cluster:admin/xpack/security/profile/*",),
    "monitor_connector": ("cluster:monitor/xpack/connector/*",),
    "monitor_enrich": ("cluster:monitor/xpack/enrich/*",),
    "monitor_esql": ("cluster:monitor/xpack/esql/*",),
    "monitor_inference": (_INFERENCE,),
    "monitor_ml": ("cluster:monitor/xpack/ml/*",),
    "monitor_rollup": ("cluster:monitor/xpack/rollup/*",),
    "monitor_snapshot": _SNAPSHOTS,
    "monitor_stats": ("cluster:monitor/stats*",),
    "monitor_text_structure": ("cluster:monitor/text_structure/*",),
    "monitor_watcher": ("cluster:monitor/xpack/watcher/*",),
    "post_behavioral_analytics_event": ("cluster:admin/xpack/application/analytics/post_event",),
    "read_ccr": ("cluster:monitor/state", _HAS),
    "read_connector_secrets": ("cluster:admin/xpack/connector/secret/get",),
    "read_fleet_secrets": ("cluster:admin/fleet/secrets/get",),
    "read_ilm": ("cluster:admin/ilm/get", "cluster:admin/ilm/operation_mode/get"),
    "read_pipeline": ("cluster:admin/ingest/pipeline/get", "cluster:admin/ingest/pipeline/simulate"),
    "read_security": _READ_SECURITY,
    "read_slm": ("cluster:admin/slm/get", "cluster:admin/slm/status", "cluster:admin/ilm/operation_mode/get"),
    "transport_client": ("cluster:monitor/nodes/liveness", "cluster:monitor/state"),
    "write_connector_secrets": (
        "cluster:admin/xpack/connector/secret/delete", "cluster:admin/xpack/connector/secret/post",
    ),
    "write_fleet_secrets": ("cluster:admin/fleet/secrets/delete", "cluster:admin/fleet/secrets/post"),
    "create_snapshot": ("cluster:admin/snapshot/create", *_SNAPSHOTS),
    "manage_behavioral_analytics": ("cluster:admin/xpack/application/analytics/*",),
    "manage_ccr": ("cluster:admin/xpack/ccr/*", "cluster:monitor/state", _HAS),
    "manage_connector": ("cluster:admin/xpack/connector/*", "cluster:monitor/xpack/connector/*"),
    "manage_enrich": ("cluster:admin/xpack/enrich/*", "cluster:monitor/xpack/enrich/*"),
    "manage_ilm": ("cluster:admin/ilm/*",),
    "manage_inference": ("cluster:admin/xpack/inference/*", _INFERENCE),
    "manage_ml": ("cluster:admin/xpack/ml/*", "cluster:monitor/xpack/ml/*"),
    "manage_rollup": ("cluster:admin/xpack/rollup/*", "cluster:monitor/xpack/rollup/*"),
    "manage_slm": (
        "cluster:admin/slm/*", "cluster:admin/ilm/start", "cluster:admin/ilm/stop",
        "cluster:admin/ilm/operation_mode/get",
    ),
    "manage_watcher": ("cluster:admin/xpack/watcher/*", "cluster:monitor/xpack/watcher/*"),
    "monitor_data_frame_transforms": _TRANSFORM,
    "monitor_transform": _TRANSFORM,
    "manage_api_key": ("cluster:admin/xpack/security/api_key/*",),
    "manage_ingest_pipelines": _PIPELINES,
    "manage_pipeline": _PIPELINES,
    "manage_data_frame_transforms": ("cluster:admin/data_frame/*", "cluster:admin/transform/*", *_TRANSFORM),
    "manage_transform": ("cluster:admin/data_frame/*", "cluster:admin/transform/*", *_TRANSFORM),
    "manage_security": (_SECURITY,),
    "monitor": (
        "cluster:monitor/*", "indices:admin/template/get", "cluster:admin/component_template/get",
        "indices:admin/index_template/get",
    ),
    "manage": ALL_ACTIONS,
    "all": ALL_ACTIONS,
}  # fmt: skip
_EXCLUDED: Final[dict[str, Patterns]] = {
    "manage": (_SECURITY,),
    "manage_security": ("cluster:admin/xpack/security/delegate_pki",),
}


@dataclass(frozen=True, slots=True)
class ClusterPermission:
    """The actions that one privilege grants: all of the patterns, but for the excluded ones.

    owns_keys: whether one may do with one's own API keys what else only whoever manages all keys may
    """

    patterns: Patterns
    excluded: Patterns = ()
    owns_keys: bool = False

    def grants(self, action: str, of_owner: bool = False) -> bool:
        """Whether an action is granted. of_owner: it concerns API keys of whoever asks, and no others"""
        if of_owner and self.owns_keys and action in OF_OWNER:
            return True
        return grants(self.patterns, action) and not grants(self.excluded, action)

    def implies(self, other: "ClusterPermission") -> bool:
        """Whether all is granted that another grants."""
        if other.owns_keys and not (self.owns_keys or implies(self.patterns, OF_OWNER)):
            return False
        return implies(self.patterns, other.patterns) and not any(
            grants((pattern,), excluded.rstrip("*")) or grants((excluded,), pattern)
            for pattern in other.patterns
            for excluded in self.excluded
            if excluded not in other.excluded
        )


@lru_cache(maxsize=4096)
def cluster_permission(name: str) -> ClusterPermission:
    """Returns what a privilege, or an action given as one, grants. Raises IllegalArgumentError."""
    name = name.lower()
    if grants(ALL_ACTIONS, name):
        return ClusterPermission((with_everything_below(name),))
    if name not in PRIVILEGES:
        raise IllegalArgumentError(
            f"unknown cluster privilege [{name}]. a privilege must be either one of the predefined cluster privilege "
            f"names [{','.join(PRIVILEGES)}] or a pattern over one of the available cluster actions"
        )
    return ClusterPermission(PRIVILEGES[name], _EXCLUDED.get(name, ()), name == "manage_own_api_key")


def is_cluster_action(action: str) -> bool:
    """Whether an action is granted by privileges over the cluster rather than over indices."""
    return grants(ALL_ACTIONS, action)


def privileges_granting(action: str, of_owner: bool = False) -> list[str]:
    """Returns the names of the privileges that grant an action, the least first."""
    return [name for name in PRIVILEGES if cluster_permission(name).grants(action, of_owner)]
