"""The actions of the routes of data streams, lifecycles and features; `route_actions` has those of all others."""

from collections.abc import Mapping
from typing import Final

OF_STREAMS: Final[Mapping[str, dict[str, str]]] = {
    "data_streams": {
        **{what: f"indices:admin/data_stream/{what}" for what in ("create", "delete", "migrate", "promote", "modify")},
        "show": "indices:admin/data_stream/get",
        "stats": "indices:monitor/data_stream/stats",
        "show_settings": "indices:monitor/data_stream/settings/get",
        "put_settings": "indices:admin/data_stream/settings/update",
        "show_mappings": "indices:monitor/data_stream/mappings/get",
        "put_mappings": "indices:admin/data_stream/mappings/update",
    },
    "stream_lifecycles": {
        "put_lifecycle": "indices:admin/data_stream/lifecycle/put",
        "show_lifecycle": "indices:admin/data_stream/lifecycle/get",
        "delete_lifecycle": "indices:admin/data_stream/lifecycle/delete",
        "explain_lifecycle": "indices:admin/data_stream/lifecycle/explain",
        "stats_of_lifecycles": "cluster:monitor/data_stream/lifecycle/stats",
        "put_options": "indices:admin/data_stream/options/put",
        "show_options": "indices:admin/data_stream/options/get",
        "delete_options": "indices:admin/data_stream/options/delete",
    },
    "index_lifecycles": {
        "put_one": "cluster:admin/ilm/put",
        "get_some": "cluster:admin/ilm/get",
        "delete_one": "cluster:admin/ilm/delete",
        "start": "cluster:admin/ilm/start",
        "stop": "cluster:admin/ilm/stop",
        "show_status": "cluster:admin/ilm/operation_mode/get",
        "explain_some": "indices:admin/ilm/explain",
        "move": "cluster:admin/ilm/_move/post",
        "retry": "indices:admin/ilm/retry",
        "remove": "indices:admin/ilm/remove_policy",
        "migrate": "cluster:admin/migrate_to_data_tiers",
        "downsample_one": "indices:admin/xpack/downsample",
    },
    "index_states": {
        "put_one": "cluster:admin/opendistro/ism/policy/write",
        "get_one": "cluster:admin/opendistro/ism/policy/get",
        "get_all": "cluster:admin/opendistro/ism/policy/search",
        "delete_one": "cluster:admin/opendistro/ism/policy/delete",
        "add": "cluster:admin/opendistro/ism/managedindex/add",
        "remove": "cluster:admin/opendistro/ism/managedindex/remove",
        "change": "cluster:admin/opendistro/ism/managedindex/change",
        "retry": "cluster:admin/opendistro/ism/managedindex/retry",
        "explain": "cluster:admin/opendistro/ism/managedindex/explain",
    },
    "licence": {
        "show": "cluster:monitor/xpack/license/get",
        "put": "cluster:admin/xpack/license/put",
        "delete": "cluster:admin/xpack/license/delete",
        "start_basic": "cluster:admin/xpack/license/start_basic",
        "start_trial": "cluster:admin/xpack/license/start_trial",
        "basic_status": "cluster:admin/xpack/license/basic_status",
        "trial_status": "cluster:admin/xpack/license/trial_status",
    },
    "xpack": {"info": "cluster:monitor/xpack/info", "usage": "cluster:monitor/xpack/usage"},
    "migration": {
        "system_features": "cluster:admin/migration/get_system_feature",
        "migrate_features": "cluster:admin/migration/post_system_feature",
        "reindex_stream": "indices:admin/data_stream/reindex",
        "stream_status": "indices:admin/migration/reindex_status",
        "cancel": "indices:admin/data_stream/reindex_cancel",
        "create_after": "indices:admin/index/create_from_source",
    },
}
