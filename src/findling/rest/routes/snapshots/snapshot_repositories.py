"""Snapshot repositories."""

import random
from typing import Final

from findling.base.settings import parse_float
from findling.base.units import parse_bytes, parse_time_ms
from findling.node.services.background_tasks import run_task
from findling.node.services.node import Node
from findling.node.snapshots.analysis import AnalysisRequest, analyze_repository
from findling.node.snapshots.integrity import verify_integrity
from findling.node.snapshots.repositories import (
    clean_repository,
    delete_repositories,
    get_repositories,
    put_repository,
    verify_repository,
)
from findling.rest.cat_table import CatTable, columns
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import CAT, LOCAL, MASTER, route


def put_one(node: Node, request: Request) -> Response:
    """Register a repository."""
    name = request.part("repository")
    return Response(put_repository(node, name, request.required_json(), request.flag("verify", True)))


def get_some(node: Node, request: Request) -> Response:
    """Show repositories."""
    return Response(get_repositories(node, request.names("repository")))


def delete_some(node: Node, request: Request) -> Response:
    """Forget repositories; what is in them stays."""
    return Response(delete_repositories(node, request.names("repository")))


def verify_one(node: Node, request: Request) -> Response:
    """Check that a repository keeps what is written."""
    return Response(verify_repository(node, request.part("repository")))


def clean_one(node: Node, request: Request) -> Response:
    """Remove what nothing names."""
    return Response(clean_repository(node, request.part("repository")))


def check_one(node: Node, request: Request) -> Response:
    """Read all of a repository and say what is damaged."""
    name = request.part("repository")
    return Response(
        run_task(
            node,
            "cluster:admin/repository/verify_integrity",
            f"verify integrity of repository [{name}]",
            lambda task: verify_integrity(node, name, task),
            wait=True,
        )
    )


def _analysis(request: Request) -> AnalysisRequest:
    usual = AnalysisRequest()
    rare = request.text("rare_action_probability")
    seed = request.optional_long("seed")
    return AnalysisRequest(
        blob_count=request.integer("blob_count", usual.blob_count),
        concurrency=request.integer("concurrency", usual.concurrency),
        max_blob_size=parse_bytes(request.text("max_blob_size", "10mb") or "", "max_blob_size"),
        max_total_size=parse_bytes(request.text("max_total_data_size", "1gb") or "", "max_total_data_size"),
        register_operations=request.integer("register_operation_count", usual.register_operations),
        rare_action=usual.rare_action if rare is None else parse_float("rare_action_probability", rare),
        seed=random.getrandbits(63) if seed is None else seed,
        timeout_ms=parse_time_ms(request.text("timeout", "30s") or "", "timeout"),
        detailed=request.flag("detailed"),
    )


def analyze_one(node: Node, request: Request) -> Response:
    """Try out whether a repository keeps its promises."""
    name, wanted = request.part("repository"), _analysis(request)
    return Response(
        run_task(
            node,
            "cluster:admin/repository/analyze",
            f"analyze repository [{name}]",
            lambda task: analyze_repository(node, name, wanted, task),
            wait=True,
        )
    )


_COLUMNS: Final = columns("id|id,repoId|unique repository id", "type|t,type|repository type")


def cat_repositories(node: Node, request: Request) -> Response:
    """One line per repository."""
    table = CatTable(_COLUMNS)
    for name, definition in get_repositories(node, []).items():
        table.add(name, definition["type"])
    return Response(table)


_INTEGRITY: Final = (
    "meta_thread_pool_concurrency! blob_thread_pool_concurrency! snapshot_verification_concurrency! "
    "index_verification_concurrency! index_snapshot_verification_concurrency! max_failed_shard_snapshots! "
    "verify_blob_contents! max_bytes_per_sec!"
)
_ANALYSIS: Final = (
    "blob_count concurrency read_node_count! early_read_node_count! seed rare_action_probability max_blob_size "
    "max_total_data_size timeout detailed rarely_abort_writes! register_operation_count"
)
ROUTES = [
    *route("PUT POST", "/_snapshot/{repository}", put_one, f"{MASTER} verify"),
    *route("GET", "/_snapshot /_snapshot/{repository}", get_some, "local master_timeout"),
    *route("DELETE", "/_snapshot/{repository}", delete_some, MASTER),
    *route("POST", "/_snapshot/{repository}/_verify", verify_one, MASTER, body=False),
    *route("POST", "/_snapshot/{repository}/_cleanup", clean_one, MASTER, body=False),
    *route("POST", "/_snapshot/{repository}/_verify_integrity", check_one, _INTEGRITY, body=False),
    *route("POST", "/_snapshot/{repository}/_analyze", analyze_one, _ANALYSIS, body=False),
    *route("GET", "/_cat/repositories", cat_repositories, f"{CAT} {LOCAL}"),
]
