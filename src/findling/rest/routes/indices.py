"""Indices: create, delete, get, exists; mappings and settings."""

from dataclasses import replace

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError
from findling.cluster.name_resolution import OPEN_AND_CLOSED
from findling.node.indices import delete_index as deleting
from findling.node.indices import index_info, put_mapping, update_settings
from findling.node.indices.create_index import create_asked, parse_create_body
from findling.node.services.index_selection import select
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import INDICES, MASTER, route
from findling.rest.typed_urls import deprecation

_TYPES_REMOVAL = "[types removal] Using include_type_name, or types in mappings, is deprecated."


def _warn_types(request: Request) -> None:
    request.warnings.append(deprecation(_TYPES_REMOVAL))


def create(node: Node, request: Request) -> Response:
    """Create an index."""
    include = request.optional_flag("include_type_name")
    body = parse_create_body(request.json(), include)
    if include or body.type_name is not None:
        _warn_types(request)
    return Response(create_asked(node, request.part("index"), body, request.waiting()))


def delete(node: Node, request: Request) -> Response:
    """Delete indices."""
    if not request.parts.get("index"):
        raise ActionRequestValidationError("Validation Failed: 1: index / indices is missing;")
    options = request.indices_options(deleting.OPTIONS)
    return Response(deleting.delete_index(node, request.part("index"), options))


def get(node: Node, request: Request) -> Response:
    """Everything about indices."""
    features = [{"_alias": "aliases"}.get(name, name.strip("_")) for name in request.names("features")]
    for name in features:
        if name not in ("aliases", "mappings", "settings"):
            raise IllegalArgumentError(f"No endpoint or operation is available at [{name}]")
    body = index_info.get_index(
        node,
        request.part("index"),
        request.indices_options(index_info.OPTIONS),
        request.flag("flat_settings"),
        features,
        request.flag("include_defaults"),
        request.flag("include_type_name"),
        request.flag("human"),
    )
    return Response(body)


def exists(node: Node, request: Request) -> Response:
    """Whether indices exist: 200 or 404."""
    options = replace(index_info.OPTIONS, allow_no_indices=False)
    select(node, request.part("index"), request.indices_options(options))
    return Response({})


def get_mapping(node: Node, request: Request) -> Response:
    """Mappings."""
    include = request.flag("include_type_name") or "type" in request.parts
    if include:
        _warn_types(request)
    options = request.indices_options(index_info.OPTIONS)
    index, types = request.parts.get("index"), request.names("type")
    missing = sorted(set(types) - index_info.type_names(node, index, options) - {"_all", "*"})
    if missing:
        label = "type" if len(missing) == 1 else "types"
        return Response({"error": f"{label} [{','.join(missing)}] missing", "status": 404}, 404)
    return Response(index_info.get_mapping(node, index, options, include, types))


def add_mapping(node: Node, request: Request) -> Response:
    """Add to mappings."""
    include = request.optional_flag("include_type_name")
    type_name = request.parts.get("type")
    if include or type_name is not None:
        _warn_types(request)
    body = put_mapping.put_mapping(
        node,
        request.parts.get("index", "_all"),
        request.required_json(),
        request.indices_options(put_mapping.OPTIONS),
        type_name,
        include,
        request.flag("write_index_only"),
    )
    return Response(body)


def get_field_mapping(node: Node, request: Request) -> Response:
    """Mappings of single fields."""
    options = request.indices_options(index_info.OPTIONS)
    index, defaults = request.parts.get("index"), request.flag("include_defaults")
    body = index_info.get_field_mapping(
        node, index, request.names("fields"), options, defaults, request.flag("include_type_name")
    )
    if not body and request.parts.get("index"):
        return Response({}, 404)
    return Response(body)


def get_settings(node: Node, request: Request) -> Response:
    """Settings."""
    body = index_info.get_settings(
        node,
        request.parts.get("index"),
        request.indices_options(OPEN_AND_CLOSED),
        request.flag("flat_settings"),
        request.names("name"),
        request.flag("include_defaults"),
        request.flag("human"),
    )
    return Response(body)


def put_settings(node: Node, request: Request) -> Response:
    """Change settings."""
    options = request.indices_options(update_settings.OPTIONS)
    body = update_settings.update_settings(
        node,
        request.parts.get("index"),
        request.required_json(),
        options,
        request.flag("preserve_existing"),
        request.flag("reopen"),
    )
    return Response(body)


_CREATE = f"{MASTER} wait_for_active_shards include_type_name"
_GET = f"{INDICES} {MASTER} local! flat_settings include_defaults features include_type_name human"
_MAPPING = f"{INDICES} {MASTER} local! include_type_name"
_SETTINGS = f"{INDICES} {MASTER} local! flat_settings include_defaults"

ROUTES = [
    *route("PUT", "/{index}", create, _CREATE),
    *route("DELETE", "/ /{index}", delete, f"{INDICES} {MASTER}"),
    *route("GET", "/{index}", get, _GET),
    *route("HEAD", "/{index}", exists, _GET),
    *route("GET", "/_mapping /{index}/_mapping /_mappings /{index}/_mappings", get_mapping, _MAPPING),
    *route("GET HEAD", "/{index}/_mapping/{type} /{index}/{type}/_mapping /_mapping/{type}", get_mapping, _MAPPING),
    *route(
        "PUT POST",
        "/{index}/_mapping /{index}/_mappings /{index}/_mapping/{type} /{index}/{type}/_mapping /_mapping/{type}",
        add_mapping,
        f"{_MAPPING} write_index_only",
    ),
    *route(
        "GET",
        "/_mapping/field/{fields} /{index}/_mapping/field/{fields} /_mapping/{type}/field/{fields} "
        "/{index}/_mapping/{type}/field/{fields}",
        get_field_mapping,
        f"{INDICES} include_defaults include_type_name",
    ),
    *route(
        "GET",
        "/_settings /{index}/_settings /_settings/{name} /{index}/_settings/{name} /{index}/_setting/{name}",
        get_settings,
        _SETTINGS,
    ),
    *route(
        "PUT",
        "/_settings /{index}/_settings",
        put_settings,
        f"{INDICES} {MASTER} flat_settings preserve_existing reopen",
    ),
]
