"""Snapshots: made, shown, restored, deleted."""

from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError
from findling.node.services.node import Node
from findling.node.snapshots.clone import clone_snapshot
from findling.node.snapshots.create import create_snapshot
from findling.node.snapshots.delete import delete_snapshots
from findling.node.snapshots.listing import EVERYTHING, SORTS, Page, find_snapshots, list_snapshots, paged, parse_after
from findling.node.snapshots.restore import restore_snapshot
from findling.node.snapshots.shown import Shown
from findling.node.snapshots.status import running_status, snapshot_status
from findling.rest.cat_table import CatTable, Duration, columns
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import CAT, MASTER, WAITING, route
from findling.snapshots.root import FAILED, IN_PROGRESS, PARTIAL, SUCCESS

_STATES: Final = (IN_PROGRESS, SUCCESS, FAILED, PARTIAL, "INCOMPATIBLE")


def create_one(node: Node, request: Request) -> Response:
    """Make a snapshot."""
    made = create_snapshot(
        node, request.part("repository"), request.part("snapshot"), _object(request), _waits(request)
    )
    return Response({"accepted": True} if made is None else {"snapshot": made})


def clone_one(node: Node, request: Request) -> Response:
    """Make a snapshot of a part of another."""
    body = request.required_json()
    return Response(
        clone_snapshot(
            node, request.part("repository"), request.part("snapshot"), request.part("target_snapshot"), body
        )
    )


def get_some(node: Node, request: Request) -> Response:
    """Show snapshots."""
    verbose = request.flag("verbose", True)
    page = _page(request, verbose)
    shown = Shown(
        request.flag("index_names", True), request.flag("index_details"), request.flag("include_repository", True)
    )
    repositories = node.snapshots.names(request.names("repository"))
    lenient = request.flag("ignore_unavailable")
    return Response(list_snapshots(node, repositories, request.names("snapshot"), lenient, verbose, page, shown))


def delete_some(node: Node, request: Request) -> Response:
    """Delete snapshots."""
    return Response(delete_snapshots(node, request.part("repository"), request.names("snapshot")))


def restore_one(node: Node, request: Request) -> Response:
    """Make indices of a snapshot."""
    return Response(
        restore_snapshot(node, request.part("repository"), request.part("snapshot"), _object(request), _waits(request))
    )


def status_of_running(node: Node, request: Request) -> Response:
    """How far snapshots have come that are being made."""
    return Response(running_status(node, request.parts.get("repository")))


def status_of_some(node: Node, request: Request) -> Response:
    """How far snapshots have come, shard by shard."""
    lenient = request.flag("ignore_unavailable")
    return Response(snapshot_status(node, request.part("repository"), request.names("snapshot"), lenient))


_COLUMNS: Final = columns(
    "id|id,snapshot|unique snapshot", "repository|re,repo|repository name", ">status|s,status|snapshot name",
    ">start_epoch|ste,startEpoch|start time in seconds since 1970-01-01 00:00:00",
    ">start_time|sti,startTime|start time in HH:MM:SS",
    ">end_epoch|ete,endEpoch|end time in seconds since 1970-01-01 00:00:00",
    ">end_time|eti,endTime|end time in HH:MM:SS", ">duration|dur,duration|duration",
    ">indices|i,indices|number of indices",
    ">successful_shards|ss,successful_shards|number of successful shards",
    ">failed_shards|fs,failed_shards|number of failed shards",
    ">total_shards|ts,total_shards|number of total shards", "-reason|r,reason|reason for failures",
)  # fmt: skip


def cat_snapshots(node: Node, request: Request) -> Response:
    """One line per snapshot."""
    table = CatTable(_COLUMNS)
    names = node.snapshots.names(request.names("repository"))
    found = [
        one for name in names for one in find_snapshots(node, name, EVERYTHING, request.flag("ignore_unavailable"))
    ]
    for one in paged(found, Page())[0]:
        place = one.place
        ended = place.start_time + place.duration
        table.add(
            place.name, place.repository, one.state, place.start_time // 1000, _clock(place.start_time),
            ended // 1000, _clock(ended), Duration(place.duration), place.index_count,
            place.shard_count - place.failed_shard_count, place.failed_shard_count, place.shard_count, None,
        )  # fmt: skip
    return Response(table)


def _clock(milliseconds: int) -> str:
    seconds = milliseconds // 1000 % 86400
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _object(request: Request) -> dict[str, Any]:
    """Returns the body; a list without members says as much as none."""
    value = request.json_value()
    return {} if value == [] else request.json()


def _waits(request: Request) -> bool:
    return request.flag("wait_for_completion")


def _page(request: Request, verbose: bool) -> Page:
    sort, order = request.text("sort"), request.text("order")
    if sort is not None and sort not in SORTS:
        raise IllegalArgumentError(f"unknown sort key [{sort}]")
    if order is not None and order.lower() not in ("asc", "desc"):
        raise IllegalArgumentError(f"No enum constant org.elasticsearch.search.sort.SortOrder.{order.upper()}")
    size, offset, after = request.integer("size", -1), request.integer("offset", 0), request.text("after")
    if offset < 0:
        raise IllegalArgumentError(str(offset))
    states = request.names("state")
    for state in states:
        if state.upper() not in _STATES:
            raise IllegalArgumentError(f"No enum constant org.elasticsearch.snapshots.SnapshotState.{state.upper()}")
    page = Page(
        sort or "start_time",
        (order or "asc").lower() == "desc",
        size,
        offset,
        None if after is None else parse_after(after),
        request.text("from_sort_value"),
        request.names("slm_policy_filter"),
        frozenset(state.upper() for state in states),
    )
    _check_page(page, sort, order, verbose)
    return page


def _check_page(page: Page, sort: str | None, order: str | None, verbose: bool) -> None:
    """Raises ActionRequestValidationError for members that do not go together."""
    faults = []
    if page.size == 0 or page.size < -1:
        faults.append("size must be -1 or greater than 0")
    if not verbose:
        if sort not in (None, "start_time"):
            faults.append("can't use non-default sort with verbose=false")
        if page.size > 0:
            faults.append("can't use size limit with verbose=false")
        if page.offset:
            faults.append("can't use offset with verbose=false")
        if page.after is not None:
            faults.append("can't use after with verbose=false")
        if page.from_value is not None:
            faults.append("can't use from_sort_value with verbose=false")
        if order not in (None, "asc"):
            faults.append("can't use non-default sort order with verbose=false")
        if page.policies:
            faults.append("can't use slm policy filter with verbose=false")
        if page.states:
            faults.append("can't use state filter with verbose=false")
    elif page.after is not None and (page.offset or page.from_value is not None):
        faults.append(
            "can't use after and offset simultaneously"
            if page.offset
            else "can't use after and from_sort_value simultaneously"
        )
    if faults:
        raise ActionRequestValidationError.of(*faults)


_GET: Final = (
    "after from_sort_value ignore_unavailable include_repository index_details index_names master_timeout offset order "
    "size slm_policy_filter sort state verbose"
)
ROUTES = [
    *route("PUT POST", "/_snapshot/{repository}/{snapshot}", create_one, "master_timeout wait_for_completion"),
    *route(
        "PUT",
        "/_snapshot/{repository}/{snapshot}/_clone/{target_snapshot}",
        clone_one,
        MASTER,
    ),
    *route("GET", "/_snapshot/{repository}/{snapshot}", get_some, _GET),
    *route("DELETE", "/_snapshot/{repository}/{snapshot}", delete_some, "master_timeout wait_for_completion"),
    *route("POST", "/_snapshot/{repository}/{snapshot}/_restore", restore_one, "master_timeout wait_for_completion"),
    *route(
        "GET",
        "/_snapshot/_status /_snapshot/{repository}/_status",
        status_of_running,
        "ignore_unavailable! master_timeout",
    ),
    *route(
        "GET",
        "/_snapshot/{repository}/{snapshot}/_status",
        status_of_some,
        "ignore_unavailable master_timeout",
    ),
    *route("GET", "/_cat/snapshots /_cat/snapshots/{repository}", cat_snapshots, f"{CAT} {WAITING} ignore_unavailable"),
]
