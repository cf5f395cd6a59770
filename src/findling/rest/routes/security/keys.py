"""API keys."""

from typing import Any, Final

from findling.base.errors import AuthenticationError, SecurityError
from findling.node.security.find_records import parse_record_query
from findling.node.security.key_requests import (
    KeySelection,
    parse_changes,
    parse_grant,
    parse_invalidation,
    parse_new_key,
)
from findling.node.security.new_keys import grantee
from findling.node.security.own import check_action
from findling.node.security.record_fields import KEYS
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route, route
from findling.rest.secured import cleared, many, secured, shown_records
from findling.security.api_keys import KIND, is_owner, owned, shown_key
from findling.security.service import Caller, Security

_KEY_ACTIONS: Final = "cluster:admin/xpack/security/api_key"


@secured
def create_key(security: Security, caller: Caller, request: Request) -> Response:
    """Creates a key for whoever asks."""
    key = parse_new_key(request.any_json(), security.clock.now_ms())
    security.keys.check_derived(caller.authentication, key)
    limits = security.descriptors(caller.authentication)
    return Response(security.keys.create(key, caller.authentication, limits))


@secured
def grant_key(security: Security, caller: Caller, request: Request) -> Response:
    """Creates a key for somebody else, whose password or token whoever asks knows."""
    grant = parse_grant(request.any_json(), security.clock.now_ms())
    try:
        owner = grantee(security, grant)
    except AuthenticationError as error:
        raise SecurityError("Failed to authenticate api key grant") from error
    return Response(security.keys.create(grant.key, owner, security.descriptors(owner)))


@secured
def get_keys(security: Security, caller: Caller, request: Request) -> Response:
    """Keys by id, name, user or realm; those of whoever asks if it may see no others."""
    selection = KeySelection(
        (request.query["id"],) if request.query.get("id") else None,
        request.query.get("name") or None,
        request.query.get("username") or None,
        request.query.get("realm_name") or None,
        request.flag("owner"),
    )
    selection.check("retrieving", needs_any=False)
    if not _asks_of_itself(caller, selection):
        check_action(security, caller, f"{_KEY_ACTIONS}/get", of_owner=_asks_of_own(caller, selection))
    found = _selected(security, caller, selection)
    if request.flag("active_only"):
        now = security.clock.now_ms()
        found = [
            (id_, key)
            for id_, key in found
            if not key["invalidated"] and (key["expiration"] is None or key["expiration"] > now)
        ]
    limits = request.flag("with_limited_by")
    shown = [shown_key(id_, key, limits) for id_, key in found]
    return Response({"api_keys": shown}, 404 if selection.ids and not shown else 200)


def _asks_of_itself(caller: Caller, selection: KeySelection) -> bool:
    """Whether a key wants to know of itself, which no privilege has to grant."""
    key = caller.authentication.api_key
    return key is not None and selection.ids == (key.id,)


def _asks_of_own(caller: Caller, selection: KeySelection) -> bool:
    authentication = caller.authentication
    if authentication.api_key is not None:
        return _asks_of_itself(caller, selection)
    owner = (authentication.user.username, authentication.user_realm.name)
    return selection.owner or (selection.username, selection.realm) == owner


def _selected(security: Security, caller: Caller, selection: KeySelection) -> list[tuple[str, dict[str, Any]]]:
    if selection.ids is not None:
        records = [(id_, security.keys.record(id_)) for id_ in selection.ids]
        found = [(id_, record) for id_, record in records if record is not None]
    else:
        found = security.keys.find(selection.query())
    if selection.owner:
        found = [(id_, record) for id_, record in found if is_owner(record, caller.authentication)]
    return found


@secured
def query_keys(security: Security, caller: Caller, request: Request) -> Response:
    """Keys found by a query; whoever may see no others sees its own."""
    asked = parse_record_query("query_api_key_request_payload", request.json_value(), KEYS, aggregates=True)
    if not caller.authority.grants_cluster(f"{_KEY_ACTIONS}/query"):
        asked = asked.within(owned(caller.authentication))
    found = asked.run(security.records, (KIND,), request.flag("typed_keys"))
    limits = request.flag("with_limited_by")
    keys = [security.keys.of_document(document) for document in found.documents]
    return shown_records(found, "api_keys", [shown_key(id_, key, limits) for id_, key in keys])


@secured
def update_key(security: Security, caller: Caller, request: Request) -> Response:
    """Changes a key of one's own."""
    changes = parse_changes(request.json_value(), security.clock.now_ms())
    security.keys.check_changer(caller.authentication)
    return Response({"updated": _update(security, caller, request.part("id"), changes)})


def _update(security: Security, caller: Caller, id_: str, changes: dict[str, Any]) -> bool:
    limits = security.descriptors(caller.authentication)
    return security.keys.update(id_, changes, caller.authentication, limits)


@secured
def update_keys(security: Security, caller: Caller, request: Request) -> Response:
    """Changes many keys of one's own alike."""
    changes = parse_changes(request.any_json(), security.clock.now_ms(), with_ids=True)
    security.keys.check_changer(caller.authentication)
    ids = changes.pop("ids")
    return many(ids, lambda id_: "updated" if _update(security, caller, id_, changes) else "noops", "updated", "noops")


@secured
def invalidate_keys(security: Security, caller: Caller, request: Request) -> Response:
    """Ends keys."""
    selection = parse_invalidation(request.any_json())
    check_action(security, caller, f"{_KEY_ACTIONS}/invalidate", of_owner=_asks_of_own(caller, selection))
    return Response(security.keys.invalidate(_selected(security, caller, selection)))


def clear_keys(node: Node, request: Request) -> Response:
    """Forgets keys that are in memory."""
    return cleared(node, request)


@secured
def cross_cluster_key(security: Security, caller: Caller, request: Request) -> Response:
    """Keys that connect clusters are refused, as with Elasticsearch's basic licence."""
    feature = "advanced-remote-cluster-security"
    raise SecurityError(f"current license is non-compliant for [{feature}]", **{"license.expired.feature": feature})


_KEY: Final = "/_security/api_key"

ROUTES: list[Route] = [
    *route("POST PUT", _KEY, create_key, "refresh"),
    *route("GET", _KEY, get_keys, "id name username realm_name owner with_limited_by active_only with_profile_uid!"),
    *route("DELETE", _KEY, invalidate_keys, body=True),
    *route("POST PUT", f"{_KEY}/grant", grant_key, "refresh"),
    *route("PUT", f"{_KEY}/{{id}}", update_key),
    *route("POST", f"{_KEY}/_bulk_update", update_keys),
    *route("GET POST", "/_security/_query/api_key", query_keys, "with_limited_by typed_keys with_profile_uid!"),
    *route("POST", f"{_KEY}/{{ids}}/_clear_cache", clear_keys, body=False),
    *route("POST", "/_security/cross_cluster/api_key", cross_cluster_key),
    *route("PUT", "/_security/cross_cluster/api_key/{id}", cross_cluster_key),
]
