"""`GET /`: who answers here; features."""

from importlib import resources

from findling.base.errors import ActionRequestValidationError
from findling.node.monitor.cluster_info import set_exclusions
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route
from findling.version import ELASTICSEARCH_VERSION, LUCENE_VERSION

_BUILD_DATE = "2025-07-25T00:00:00.000000000Z"
_BUILD_HASH = "0" * 40
_FEATURES = (
    {"name": "tasks", "description": "Manages task results"},
    {"name": "synonyms", "description": "Manages synonyms"},
)
_ICON = resources.files("findling.rest").joinpath("data/favicon.ico")


def main(node: Node, request: Request) -> Response:
    """The page that clients look at first, indented unless told otherwise: people look at it too."""
    request.query.setdefault("pretty", "true")
    return Response(
        {
            "name": node.name,
            "cluster_name": node.config.cluster_name,
            "cluster_uuid": node.cluster.state.cluster_uuid,
            "version": {
                "number": ELASTICSEARCH_VERSION,
                "build_flavor": "default",
                "build_type": "pip",
                "build_hash": _BUILD_HASH,
                "build_date": _BUILD_DATE,
                "build_snapshot": False,
                "lucene_version": LUCENE_VERSION,
                "minimum_wire_compatibility_version": "8.19.0",
                "minimum_index_compatibility_version": "8.0.0",
            },
            "tagline": "You Know, for Search",
        }
    )


def favicon(node: Node, request: Request) -> Response:
    """A magnifying glass, which browsers ask for beside every page."""
    return Response(_ICON.read_bytes(), headers={"cache-control": "max-age=86400"}, content_type="image/x-icon")


def features(node: Node, request: Request) -> Response:
    """Parts of the cluster state that snapshots could take along."""
    return Response({"features": [dict(feature) for feature in _FEATURES]})


def reset_features(node: Node, request: Request) -> Response:
    """Takes all that features keep away. Synonyms and results of tasks stay: others than tests have a use for them."""
    return Response({"features": [{"feature_name": feature["name"], "status": "SUCCESS"} for feature in _FEATURES]})


def remote_info(node: Node, request: Request) -> Response:
    """Connected other clusters: none."""
    return Response({})


def exclusions(node: Node, request: Request) -> Response:
    """Voting configuration exclusions: meaningless with one node, accepted for scripts that send them."""
    if request.method == "POST" and bool(request.text("node_ids")) == bool(request.text("node_names")):
        raise ActionRequestValidationError(
            "Please set node identifiers correctly. One and only one of [node_name], [node_names] and [node_ids] "
            "has to be set"
        )
    names = request.names("node_ids") or request.names("node_names")
    set_exclusions(node, names, by_id="node_ids" in request.query)
    return Response("")


ROUTES = [
    *route("GET HEAD", "/", main, at_once=True),
    *route("GET HEAD", "/favicon.ico", favicon),
    *route("GET", "/_features", features, "master_timeout"),
    *route("POST", "/_features/_reset", reset_features, "master_timeout", body=False),
    *route("GET", "/_remote/info", remote_info),
    *route(
        "POST DELETE",
        "/_cluster/voting_config_exclusions",
        exclusions,
        "node_ids node_names timeout master_timeout wait_for_removal",
        body=False,
    ),
]
