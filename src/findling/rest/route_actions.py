"""The action that each route carries out, by Elasticsearch's names: what privileges grant or deny.

A route is found by its handler; routes whose handlers are made for many paths (features that are not there) by the
beginning of their path. A route without an action fails a test and is refused while security is on.
"""

from types import FunctionType
from typing import Final

from findling.rest.actions.of_edges import OF_EDGES
from findling.rest.actions.of_identity import OF_IDENTITY
from findling.rest.actions.of_streams import OF_STREAMS
from findling.rest.route import Handler, Route

# for whoever has been authenticated; handlers look whether more is asked than what concerns oneself
FREE: Final = frozenset(
    f"cluster:admin/xpack/security/{what}"
    for what in ("user/authenticate", "user/change_password", "user/list_privileges", "user/has_privileges",
                 "token/create", "api_key/get", "api_key/invalidate")
) | {"indices:data/read/scroll/clear", "indices:data/read/close_point_in_time", "indices:admin/analyze",
     "indices:data/read/graphql"}  # fmt: skip
# what `manage_own_api_key` grants too, if the request turns out to be about keys of one's own: handlers look again
OF_OWNER: Final = frozenset(
    f"cluster:admin/xpack/security/api_key/{what}" for what in ("query", "update", "bulk_update")
)
_SECURITY: Final = "cluster:admin/xpack/security"
_POLICY: Final = "cluster:admin/findling/policy"
_GATEKEEPER: Final = f"{_POLICY}/gatekeeper"

_BY_HANDLER: Final[dict[str, dict[str, str]]] = {
    "info": {
        "main": "cluster:monitor/main",
        "favicon": f"{_SECURITY}/user/authenticate",
        "features": "cluster:admin/features/get",
        "reset_features": "cluster:admin/features/reset",
        "remote_info": "cluster:monitor/remote/info",
        "exclusions": "cluster:admin/voting_config/add_exclusions",
    },
    "documents": {
        **dict.fromkeys(("index_document", "create_document"), "indices:data/write/index"),
        "update_document": "indices:data/write/update",
        "delete_document": "indices:data/write/delete",
        "get": "indices:data/read/get",
        "source": "indices:data/read/get",
        "mget": "indices:data/read/mget",
        "bulk_write": "indices:data/write/bulk",
    },
    "search": {
        "search": "indices:data/read/search",
        "msearch": "indices:data/read/msearch",
        "scroll": "indices:data/read/scroll",
        "clear": "indices:data/read/scroll/clear",
        "open_pit": "indices:data/read/open_point_in_time",
        "close_pit": "indices:data/read/close_point_in_time",
    },
    "query": {
        "vectors": "indices:data/read/tv",
        "multi_vectors": "indices:data/read/mtv",
        "enumerate_terms": "indices:data/read/xpack/termsenum/list",
        "count_documents": "indices:data/read/search",
        "explain": "indices:data/read/explain",
        "validate": "indices:admin/validate/query",
        "capabilities": "indices:data/read/field_caps",
        "tile": "indices:data/read/search",
    },
    "async_search": {
        "submit": "indices:data/read/async_search/submit",
        "get": "indices:data/read/async_search/get",
        "status": "cluster:monitor/async_search/status",
        "delete": "indices:data/read/async_search/delete",
    },
    "rank_eval": {"evaluate": "indices:data/read/rank_eval"},
    "by_query": {
        "delete": "indices:data/write/delete/byquery",
        "update": "indices:data/write/update/byquery",
        "copy": "indices:data/write/reindex",
        "rethrottle": "cluster:admin/reindex/rethrottle",
    },
    "rebuild": {what: f"indices:admin/rebuild/{what}" for what in ("start", "undo", "forget", "status")},
    "indices": {
        "create": "indices:admin/create",
        "delete": "indices:admin/delete",
        "get": "indices:admin/get",
        "exists": "indices:admin/get",
        "get_mapping": "indices:admin/mappings/get",
        "add_mapping": "indices:admin/mapping/put",
        "get_field_mapping": "indices:admin/mappings/fields/get",
        "get_settings": "indices:monitor/settings/get",
        "put_settings": "indices:admin/settings/update",
    },
    "index_admin": {
        "refresh": "indices:admin/refresh",
        "flush": "indices:admin/flush",
        "force_merge": "indices:admin/forcemerge",
        "clear_cache": "indices:admin/cache/clear",
        "close": "indices:admin/close",
        "open_": "indices:admin/open",
        "block": "indices:admin/block/add",
        "unblock": "indices:admin/block/remove",
        "analyze_text": "indices:admin/analyze",
        "resolve": "indices:admin/resolve/index",
        "resolve_clusters": "indices:admin/resolve/cluster",
        **dict.fromkeys(("shrink", "split", "clone"), "indices:admin/resize"),
        "roll_over": "indices:admin/rollover",
    },
    "index_stats": {
        "stats": "indices:monitor/stats",
        "usage_of_disk": "indices:admin/analyze_disk_usage",
        "segments": "indices:monitor/segments",
        "recovery": "indices:monitor/recovery",
        "shard_stores": "indices:monitor/shard_stores",
        "shards_of_search": "indices:admin/shards/search_shards",
    },
    "aliases": {
        "get": "indices:admin/aliases/get",
        "exists": "indices:admin/aliases/get",
        "put": "indices:admin/aliases",
        "delete": "indices:admin/aliases",
        "update": "indices:admin/aliases",
    },
    "templates": {
        "put_index_template": "indices:admin/index_template/put",
        "get_index_template": "indices:admin/index_template/get",
        "delete_index_template": "indices:admin/index_template/delete",
        "put_component_template": "cluster:admin/component_template/put",
        "get_component_template": "cluster:admin/component_template/get",
        "delete_component_template": "cluster:admin/component_template/delete",
        "simulate_index": "indices:admin/index_template/simulate_index",
        "simulate_template": "indices:admin/index_template/simulate",
        "put_legacy_template": "indices:admin/template/put",
        "get_legacy_template": "indices:admin/template/get",
        "delete_legacy_template": "indices:admin/template/delete",
    },
    "synonyms": {
        "get_sets": "cluster:admin/synonyms_sets/get",
        "put_set": "cluster:admin/synonyms/put",
        "get_set": "cluster:admin/synonyms/get",
        "delete_set": "cluster:admin/synonyms/delete",
        "put_rule": "cluster:admin/synonym_rules/put",
        "get_rule": "cluster:admin/synonym_rules/get",
        "delete_rule": "cluster:admin/synonym_rules/delete",
        "reload_search_analyzers": "indices:admin/reload_analyzers",
    },
    "search_pipelines": {
        "get": "cluster:admin/search/pipeline/get",
        "put": "cluster:admin/search/pipeline/put",
        "delete": "cluster:admin/search/pipeline/delete",
    },
    "ingest_pipelines": {
        "get": "cluster:admin/ingest/pipeline/get",
        "put": "cluster:admin/ingest/pipeline/put",
        "delete": "cluster:admin/ingest/pipeline/delete",
    },
    "ingest_simulate": {
        "simulate_pipeline": "cluster:admin/ingest/pipeline/simulate",
        "simulate_documents": "indices:data/write/simulate/bulk",
        "grok_patterns": "cluster:admin/ingest/processor/grok/get",
    },
    "enrich": {
        "get": "cluster:admin/xpack/enrich/get",
        "put": "cluster:admin/xpack/enrich/put",
        "delete": "cluster:admin/xpack/enrich/delete",
        "execute": "cluster:admin/xpack/enrich/execute",
        "show_stats": "cluster:monitor/xpack/enrich/stats",
    },
    "ip_databases": {
        "get": "cluster:admin/ingest/geoip/database/get",
        "put": "cluster:admin/ingest/geoip/database/put",
        "delete": "cluster:admin/ingest/geoip/database/delete",
        "show_stats": "cluster:monitor/ingest/geoip/stats",
    },
    "inference": {
        "put": "cluster:admin/xpack/inference/put",
        "update": "cluster:admin/xpack/inference/update",
        "get": "cluster:monitor/xpack/inference/get",
        "delete": "cluster:admin/xpack/inference/delete",
        "ask": "cluster:monitor/xpack/inference",
        "asked": "cluster:monitor/xpack/inference",
        "services": "cluster:monitor/xpack/inference/services/get",
    },
    "query_rules": {
        "get_sets": "cluster:admin/xpack/query_rules/list",
        "put_set": "cluster:admin/xpack/query_rules/put",
        "get_set": "cluster:admin/xpack/query_rules/get",
        "delete_set": "cluster:admin/xpack/query_rules/delete",
        "put_rule": "cluster:admin/xpack/query_rules/rule/put",
        "get_rule": "cluster:admin/xpack/query_rules/rule/get",
        "delete_rule": "cluster:admin/xpack/query_rules/rule/delete",
        "try_set": "cluster:admin/xpack/query_rules/test",
    },
    "scripts": {
        "get": "cluster:admin/script/get",
        "put": "cluster:admin/script/put",
        "delete": "cluster:admin/script/delete",
        "execute": "cluster:admin/scripts/painless/execute",
        "languages": "cluster:admin/script_language/get",
        "contexts": "cluster:admin/script_context/get",
        "render_template": "indices:data/read/search/template",
        "search_template": "indices:data/read/search/template",
        "msearch_template": "indices:data/read/msearch/template",
    },
    "cluster": {
        "health": "cluster:monitor/health",
        "state": "cluster:monitor/state",
        "stats": "cluster:monitor/stats",
        "info": "cluster:monitor/nodes/stats",
        "get_settings": "cluster:monitor/settings",
        "put_settings": "cluster:admin/settings/update",
        "pending_tasks": "cluster:monitor/task",
        "reroute": "cluster:admin/reroute",
        "put_shutdown": "cluster:admin/shutdown/create",
        "get_shutdown": "cluster:admin/shutdown/get",
        "delete_shutdown": "cluster:admin/shutdown/delete",
        "ready": "cluster:monitor/health",
        "explain_allocation": "cluster:monitor/allocation/explain",
        "report": "cluster:monitor/health_api",
    },
    "nodes": {
        "metrics": "cluster:monitor/nodes/stats",
        "info": "cluster:monitor/nodes/info",
        "stats": "cluster:monitor/nodes/stats",
        "usage": "cluster:monitor/nodes/usage",
        "hot_threads": "cluster:monitor/nodes/hot_threads",
        "reload_secure_settings": "cluster:admin/nodes/reload_secure_settings",
    },
    "tasks": {
        "list_tasks": "cluster:monitor/tasks/lists",
        "get_task": "cluster:monitor/task/get",
        "cancel": "cluster:admin/tasks/cancel",
    },
    "cat_index": {
        "cat_indices": "indices:monitor/settings/get cluster:monitor/state indices:monitor/stats cluster:monitor/health"
    },
    "cat_shards": {"cat_shards": "indices:monitor/stats cluster:monitor/state"},
    "cat_indices": {
        "cat_count": "indices:data/read/search",
        "cat_aliases": "indices:admin/aliases/get",
        "cat_segments": "cluster:monitor/state indices:monitor/segments",
        "cat_recovery": "indices:monitor/recovery",
        "cat_templates": "indices:admin/template/get",
        "cat_component_templates": "cluster:monitor/state",
        "cat_allocation": "cluster:monitor/state cluster:monitor/nodes/stats",
        "cat_fielddata": "cluster:monitor/nodes/stats",
    },
    "cat_cluster": {
        "cat_help": f"{_SECURITY}/user/authenticate",
        "cat_health": "cluster:monitor/health",
        "cat_nodes": "cluster:monitor/state cluster:monitor/nodes/info cluster:monitor/nodes/stats",
        "cat_master": "cluster:monitor/state",
        "cat_nodeattrs": "cluster:monitor/state cluster:monitor/nodes/info",
        "cat_thread_pool": "cluster:monitor/state cluster:monitor/nodes/info cluster:monitor/nodes/stats",
        "cat_plugins": "cluster:monitor/state cluster:monitor/nodes/info",
        "cat_pending_tasks": "cluster:monitor/task",
        "cat_tasks": "cluster:monitor/tasks/lists",
        "cat_circuit_breaker": "cluster:monitor/nodes/stats",
    },
    "users": {
        "authenticate": f"{_SECURITY}/user/authenticate",
        "get_users": f"{_SECURITY}/user/get",
        "query_users": f"{_SECURITY}/user/query",
        "put_user": f"{_SECURITY}/user/put",
        "delete_user": f"{_SECURITY}/user/delete",
        "change_password": f"{_SECURITY}/user/change_password",
        "user_privileges": f"{_SECURITY}/user/list_privileges",
        "has_privileges": f"{_SECURITY}/user/has_privileges",
        "enable_user": f"{_SECURITY}/user/set_enabled",
        "disable_user": f"{_SECURITY}/user/set_enabled",
    },
    "realms": {
        "clear_realms": f"{_SECURITY}/realm/cache/clear",
        "delegate_certificates": f"{_SECURITY}/user/authenticate",
        "enroll": "cluster:admin/xpack/security/enroll/node",
        "get_settings": f"{_SECURITY}/settings/get",
        "put_settings": f"{_SECURITY}/settings/update",
    },
    "ownership": {
        "get_ownership": f"{_SECURITY}/ownership/get",
        "put_ownership": f"{_SECURITY}/ownership/put",
        "delete_ownership": f"{_SECURITY}/ownership/delete",
        "get_claims": f"{_SECURITY}/claim/get",
        "undo_claim": f"{_SECURITY}/claim/undo",
    },
    "profiles": {
        "activate_profile": f"{_SECURITY}/profile/activate",
        "get_profiles": f"{_SECURITY}/profile/get",
        "update_profile": f"{_SECURITY}/profile/update/data",
        "enable_profile": f"{_SECURITY}/profile/set_enabled",
        "disable_profile": f"{_SECURITY}/profile/set_enabled",
        "suggest_profiles": f"{_SECURITY}/profile/suggest",
        "check_profiles": f"{_SECURITY}/profile/has_privileges",
    },
    "roles": {
        "get_roles": f"{_SECURITY}/role/get",
        "query_roles": f"{_SECURITY}/role/query",
        "put_role": f"{_SECURITY}/role/put",
        "put_roles": f"{_SECURITY}/role/bulk_put",
        "delete_role": f"{_SECURITY}/role/delete",
        "delete_roles": f"{_SECURITY}/role/bulk_delete",
        "clear_roles": f"{_SECURITY}/roles/cache/clear",
        "get_mappings": f"{_SECURITY}/role_mapping/get",
        "put_mapping": f"{_SECURITY}/role_mapping/put",
        "delete_mapping": f"{_SECURITY}/role_mapping/delete",
        "builtin_privileges": f"{_SECURITY}/privilege/builtin/get",
        "get_privileges": f"{_SECURITY}/privilege/get",
        "put_privileges": f"{_SECURITY}/privilege/put",
        "delete_privileges": f"{_SECURITY}/privilege/delete",
        "clear_privileges": f"{_SECURITY}/privilege/cache/clear",
    },
    "keys": {
        "create_key": f"{_SECURITY}/api_key/create",
        "grant_key": f"{_SECURITY}/api_key/grant",
        "get_keys": f"{_SECURITY}/api_key/get",
        "query_keys": f"{_SECURITY}/api_key/query",
        "update_key": f"{_SECURITY}/api_key/update",
        "update_keys": f"{_SECURITY}/api_key/bulk_update",
        "invalidate_keys": f"{_SECURITY}/api_key/invalidate",
        "clear_keys": f"{_SECURITY}/cache/clear",
        "cross_cluster_key": f"{_SECURITY}/cross_cluster/api_key/create",
    },
    "tokens": {
        "create_token": f"{_SECURITY}/token/create",
        "invalidate_token": f"{_SECURITY}/token/invalidate",
        "get_accounts": f"{_SECURITY}/service_account/get",
        "get_credentials": f"{_SECURITY}/service_account/credential/get",
        "create_service_token": f"{_SECURITY}/service_account/token/create",
        "delete_service_token": f"{_SECURITY}/service_account/token/delete",
        "clear_service_tokens": f"{_SECURITY}/cache/clear",
    },
    "policy_modules": {
        "list_policies": f"{_POLICY}/get",
        "get_policy": f"{_POLICY}/get",
        "put_policy": f"{_POLICY}/put",
        "delete_policy": f"{_POLICY}/put",
    },
    "policy_data": {
        "get_data": f"{_POLICY}/evaluate",
        "decide": f"{_POLICY}/evaluate",
        "old_decision": f"{_POLICY}/evaluate",
        "main_decision": f"{_POLICY}/evaluate",
        "put_data": f"{_POLICY}/data",
        "patch_data": f"{_POLICY}/data",
        "delete_data": f"{_POLICY}/data",
    },
    "policy_query": {"get_query": f"{_POLICY}/evaluate", "post_query": f"{_POLICY}/evaluate"},
    "policy_compile": {"compile_query": f"{_POLICY}/evaluate", "compile_filter": f"{_POLICY}/evaluate"},
    "policy_status": {
        "health": f"{_SECURITY}/user/authenticate",
        "health_rule": f"{_POLICY}/evaluate",
        "status": f"{_POLICY}/get",
        "configuration": f"{_POLICY}/get",
    },
    "policy_management": {
        "list_revisions": f"{_POLICY}/get",
        "get_revision": f"{_POLICY}/get",
        "diff_revision": f"{_POLICY}/get",
        "roll_back": f"{_POLICY}/put",
        "get_settings": f"{_POLICY}/get",
        "put_settings": f"{_POLICY}/put",
        "list_bundles": f"{_POLICY}/get",
        "put_bundle": f"{_POLICY}/put",
        "delete_bundle": f"{_POLICY}/put",
    },
    "gatekeeper_objects": {
        **{f"list_{what}s": f"{_GATEKEEPER}/get" for what in ("template", "constraint", "expansion")},
        **{f"get_{what}": f"{_GATEKEEPER}/get" for what in ("template", "constraint", "expansion", "config")},
        **{f"post_{what}": f"{_GATEKEEPER}/put" for what in ("template", "constraint", "expansion")},
        **{f"put_{what}": f"{_GATEKEEPER}/put" for what in ("template", "constraint", "expansion", "config")},
        **{f"delete_{what}": f"{_GATEKEEPER}/put" for what in ("template", "constraint", "expansion", "config")},
    },
    "gatekeeper_resources": {
        "apply": f"{_GATEKEEPER}/put",
        "sync": f"{_GATEKEEPER}/sync",
        "list_resources": f"{_GATEKEEPER}/get",
        "get_resource": f"{_GATEKEEPER}/get",
        "delete_resource": f"{_GATEKEEPER}/sync",
    },
    "gatekeeper_reviews": {
        "admit": f"{_GATEKEEPER}/admit",
        "audit_now": f"{_GATEKEEPER}/audit",
        "last_audit": f"{_GATEKEEPER}/get",
    },
    # who may send requests at all; what these ask for is asked about as it is done
    "graphql_requests": dict.fromkeys(("post", "get", "reserve", "stop"), "indices:data/read/graphql"),
    "graphql_page": {"file": "indices:data/read/graphql"},
    "console": dict.fromkeys(("page", "file", "names"), f"{_SECURITY}/user/authenticate"),
    "graphql_documents": {
        "get": "cluster:admin/findling/graphql/get",
        "put": "cluster:admin/findling/graphql/put",
        "delete": "cluster:admin/findling/graphql/put",
    },
    "graphql_declared": dict.fromkeys(("post", "get"), "indices:data/read/graphql"),
    "graphql_schema": {
        "get": "cluster:admin/findling/graphql/get",
        "put": "cluster:admin/findling/graphql/put",
        "delete": "cluster:admin/findling/graphql/put",
    },
    "graphql_relations": {
        "get": "cluster:admin/findling/graphql/get",
        "put": "cluster:admin/findling/graphql/put",
        "delete": "cluster:admin/findling/graphql/put",
    },
    "snapshot_repositories": {
        "put_one": "cluster:admin/repository/put",
        "get_some": "cluster:admin/repository/get",
        "delete_some": "cluster:admin/repository/delete",
        "verify_one": "cluster:admin/repository/verify",
        "clean_one": "cluster:admin/repository/_cleanup",
        "analyze_one": "cluster:admin/repository/analyze",
        "check_one": "cluster:admin/repository/verify_integrity",
        "cat_repositories": "cluster:admin/repository/get",
    },
    "snapshots_of_repository": {
        "create_one": "cluster:admin/snapshot/create",
        "clone_one": "cluster:admin/snapshot/clone",
        "get_some": "cluster:admin/snapshot/get",
        "delete_some": "cluster:admin/snapshot/delete",
        "restore_one": "cluster:admin/snapshot/restore",
        "status_of_running": "cluster:admin/snapshot/status",
        "status_of_some": "cluster:admin/snapshot/status",
        "cat_snapshots": "cluster:admin/snapshot/get",
    },
    "published_indices": {
        "publish": "cluster:admin/findling/published/publish",
        "show": "cluster:monitor/findling/published",
        "look": "cluster:admin/findling/published/look",
    },
    "snapshot_lifecycle": {
        "put_one": "cluster:admin/slm/put",
        "get_some": "cluster:admin/slm/get",
        "delete_one": "cluster:admin/slm/delete",
        "execute_one": "cluster:admin/slm/execute",
        "execute_retention": "cluster:admin/slm/execute-retention",
        "start": "cluster:admin/slm/start",
        "stop": "cluster:admin/slm/stop",
        "status": "cluster:admin/slm/status",
        "stats": "cluster:admin/slm/stats",
    },
    "routes": {  # those of OpenSearch's own
        "open_pit": "indices:data/read/open_point_in_time",
        "list_pits": "cluster:admin/point_in_time/read",
        "close_pits": "indices:data/read/close_point_in_time",
        "close_all_pits": "cluster:admin/point_in_time/delete",
        "lists": "cluster:monitor/main",
        "list_indices": "indices:monitor/stats",
        "list_shards": "indices:monitor/stats",
        "remote_store_stats": "indices:monitor/stats",
        "restore_remote_store": "cluster:admin/remotestore/restore",
        "refuse": "cluster:monitor/main",
    },
    **OF_EDGES,
    **OF_IDENTITY,
    **OF_STREAMS,
    "absent_features": {
        "dangling_indices": "cluster:admin/indices/dangling/list",
        "dangling_index": "cluster:admin/indices/dangling/import",
    },
}
_OF_WHAT_IS_NOT_THERE: Final = ("absent_features", "not_supported", "capabilities")
# there nothing is stored, and to set it up is refused
_BY_PATH: Final = (
    ("/_ingest", "cluster:admin/ingest/pipeline/get"),
    ("/_ml", "cluster:monitor/xpack/ml/info/get"),
    ("/_transform", "cluster:monitor/transform/get"),
    ("/_capabilities", "cluster:monitor/nodes/capabilities"),
    ("/", "cluster:monitor/main"),
)


def actions_of(route: Route) -> list[str]:
    """Returns the actions of a route: all that it needs, the first is the one that it carries out."""
    return _actions_of(route).split()


def _actions_of(route: Route) -> str:
    handler = route.handler
    named = _BY_HANDLER.get(handler.__module__.rpartition(".")[2], {}).get(_name(handler))
    if named is not None:
        return named
    if handler.__module__.rpartition(".")[2] not in _OF_WHAT_IS_NOT_THERE:
        raise LookupError(f"the route {route.path} has no action: name it in route_actions")
    return next(action for beginning, action in _BY_PATH if route.path.startswith(beginning))


def _name(handler: Handler) -> str:
    """Returns the name of a handler that is a function, of others nothing."""
    return handler.__name__ if isinstance(handler, FunctionType) else ""
