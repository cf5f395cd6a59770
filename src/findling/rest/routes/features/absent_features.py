"""What tools ask about features that Findling has not: nothing is stored there, nothing runs, and that is the answer.

To set something up is refused (`not_supported`). Lists are empty, and a name is found nowhere, so that programs which
look before they act (exporters, dashboards, test suites that clean up behind themselves) need no special case.
"""

from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Handler, Route, route

_NO_MATCH: Final = "allow_no_match allow_no_datafeeds allow_no_jobs from size exclude_generated include tags"


def _nothing(body: object, status: int = 200) -> Handler:
    """Returns the handler of an API whose answer is always the same."""

    def answer(node: Node, request: Request) -> Response:
        return Response(body, status)

    return answer


def _concrete(names: str) -> list[str]:
    """Returns the names that mean one thing each, no pattern."""
    return [name for name in names.split(",") if name and "*" not in name and name != "_all"]


def dangling_indices(node: Node, request: Request) -> Response:
    """Indices that lie on disk without being in the cluster state: a start removes them."""
    nodes = {"total": 1, "successful": 1, "failed": 0}
    return Response({"_nodes": nodes, "cluster_name": node.config.cluster_name, "dangling_indices": []})


def dangling_index(node: Node, request: Request) -> Response:
    """Takes one of them up, or deletes it."""
    raise IllegalArgumentError(f"No dangling index found for UUID [{request.part('index_uuid')}]")


def _listed(key: str, what: str) -> Handler:
    """Returns the handler of an API that counts and lists things: none, and a name is not found."""

    def answer(node: Node, request: Request) -> Response:
        for name in _concrete(next(iter(request.parts.values()), "")):
            raise ResourceNotFoundError(what.format(name))
        return Response({"count": 0, key: []})

    return answer


_DEPRECATIONS: Final[dict[str, Any]] = {
    "cluster_settings": [],
    "node_settings": [],
    "index_settings": {},
    "data_streams": {},
    "templates": {},
    "ilm_policies": {},
    "ml_settings": [],
}
_ML_INFO: Final[dict[str, Any]] = {"defaults": {}, "upgrade_mode": False, "native_code": {}, "limits": {}}


def _machine_learning() -> list[Route]:
    lists = (
        ("/_ml/anomaly_detectors", "{job_id}", "jobs", "No known job with id '{}'"),
        ("/_ml/datafeeds", "{datafeed_id}", "datafeeds", "No datafeed with id [{}] exists"),
        ("/_ml/trained_models", "{model_id}", "trained_model_configs", "No known trained model with model_id [{}]"),
        ("/_ml/data_frame/analytics", "{id}", "data_frame_analytics", "No known data frame analytics with id [{}]"),
    )
    routes = route("GET", "/_ml/info", _nothing(_ML_INFO))
    for path, name, key, what in lists:
        statistics = "trained_model_stats" if key == "trained_model_configs" else key
        routes += route("GET", f"{path} {path}/{name}", _listed(key, what), _NO_MATCH)
        routes += route("GET", f"{path}/_stats {path}/{name}/_stats", _listed(statistics, what), _NO_MATCH)
    return routes


ROUTES: Final = [
    *route("GET", "/_dangling", dangling_indices, "timeout"),
    *route("POST DELETE", "/_dangling/{index_uuid}", dangling_index, "accept_data_loss timeout master_timeout"),
    *route("GET", "/_migration/deprecations /{index}/_migration/deprecations", _nothing(_DEPRECATIONS)),
    *route("GET", "/_ssl/certificates", _nothing([])),
    *route("GET", "/_logstash/pipeline /_logstash/pipeline/{id}", _nothing({})),
    *route("GET", "/_application/search_application", _nothing({"count": 0, "results": []}), "q from size"),
    *route("GET", "/_rollup/job /_rollup/job/{id}", _nothing({"jobs": []})),
    *route("GET", "/_ccr/auto_follow", _nothing({"patterns": []}), "master_timeout"),
    *route(
        "GET",
        "/_transform /_transform/{transform_id}",
        _listed("transforms", "Transform with id [{}] could not be found"),
        _NO_MATCH,
    ),
    *route(
        "GET",
        "/_transform/{transform_id}/_stats",
        _listed("transforms", "Transform with id [{}] could not be found"),
        f"{_NO_MATCH} timeout",
    ),
    *_machine_learning(),
]
