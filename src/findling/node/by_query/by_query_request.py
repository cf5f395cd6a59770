"""The parameters of delete by query, update by query and reindex."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, NumberFormatError
from findling.base.json_values import as_boolean
from findling.base.units import parse_time_ms
from findling.node.documents.bulk import DEFAULT_OPTIONS, WriteOptions
from findling.node.search.hit_pages import DOC_ORDER
from findling.node.search.scroll import scroll_faults, too_many_slices
from findling.node.services.active_shards import parse_active_shards
from findling.node.services.throttle import UNLIMITED, parse_speed
from findling.script.definition import ScriptDefinition, parse_loose_script
from findling.search.hit_count import HitCount
from findling.search.request import SearchRequest

Conflicts = Literal["abort", "proceed"]
# the default of `index.max_slices_per_scroll`
MAX_SLICES: Final = 1024
# as many slices as there are shards
AUTO_SLICES: Final = 0
DEFAULT_BATCH: Final = 1000
_OWN_KEYS: Final = frozenset({"max_docs", "conflicts"})
# URL parameters that mean something else here than in a search
_NOT_OF_SEARCH: Final = ("size", "timeout")


@dataclass(slots=True)
class ByQueryRequest:
    """What all three take.

    search: which documents, in what order, how many at a time; preference: of which copies
    slices: into how many the work is cut; AUTO_SLICES, or 1 for none
    speed: documents a second
    options: how batches are written
    types: mapping types that documents must have
    script: what changes documents, or says what becomes of them
    pipeline: that they go through; None: that of their index
    """

    search: SearchRequest
    max_docs: int | None = None
    conflicts: Conflicts = "abort"
    refresh: bool = False
    routing: str | None = None
    preference: str | None = None
    slices: int = 1
    speed: float = UNLIMITED
    search_type: str = "query_then_fetch"
    options: WriteOptions = DEFAULT_OPTIONS
    types: tuple[str, ...] = ()
    script: ScriptDefinition | None = None
    pipeline: str | None = None


def parse_request(body: Mapping[str, object], params: Mapping[str, str], query_required: bool) -> ByQueryRequest:
    """Returns the request of a body and the URL parameters.

    query_required: whether it is a delete, which takes no script either
    Raises what is wrong with either; ActionRequestValidationError for what does not go together.
    """
    own_keys = _OWN_KEYS if query_required else _OWN_KEYS | {"script"}
    script = None if query_required else parse_loose_script(body.get("script"))
    of_search = {name: value for name, value in params.items() if name not in _NOT_OF_SEARCH}
    if "search_timeout" in params:
        parse_time_ms(params["search_timeout"], "search_timeout")
        of_search["timeout"] = params["search_timeout"]
    search = SearchRequest.parse({key: value for key, value in body.items() if key not in own_keys}, of_search)
    batch = _batch_size(params.get("scroll_size"), search.size if "size" in body else DEFAULT_BATCH)
    request = ByQueryRequest(
        replace(search, size=batch),
        parse_max_docs(body.get("max_docs"), whole_parameter(params, "size"), whole_parameter(params, "max_docs")),
        parse_conflicts(params.get("conflicts", "abort" if body.get("conflicts") is None else body["conflicts"])),
        routing=params.get("routing"),
        preference=params.get("preference"),
        search_type=_search_type(params.get("search_type", "query_then_fetch")),
        script=script,
        pipeline=params.get("pipeline"),
    )
    faults = scroll_faults(request.search, params.get("request_cache"))
    faults += unfit_members(body, params)
    if query_required and "query" not in body and "q" not in params:
        faults.append("query is missing")
    finish(request, params, faults)
    return request


def finish(request: ByQueryRequest, params: Mapping[str, str], faults: list[str]) -> None:
    """Reads how the work is to be done, and gives the search its order.

    faults: what does not go together already
    """
    request.refresh = as_boolean(params.get("refresh", "false") or "true")
    request.slices = parse_slices(params.get("slices"))
    request.speed = parse_speed(params.get("requests_per_second"))
    active = params.get("wait_for_active_shards")
    timeout = params.get("timeout", "1m")
    parse_time_ms(timeout, "timeout")
    if "scroll" in params:
        parse_time_ms(params["scroll"], "scroll")
    request.options = WriteOptions("false", None if active is None else parse_active_shards(active), timeout)
    if request.max_docs is not None and request.max_docs < max(1, request.slices):
        raise IllegalArgumentError("[max_docs] should be >= [slices]")
    if request.search.slice is not None and request.slices != 1:
        faults = [*faults, "can't specify both manual and automatic slicing at the same time"]
    if faults:
        raise ActionRequestValidationError.of(*faults)
    search = request.search
    request.search = replace(
        search, sort=DOC_ORDER if search.sort is None else search.sort, track_total_hits=HitCount.ALL
    )


def unfit_members(body: Mapping[str, object], params: Mapping[str, str]) -> list[str]:
    """Returns what a search may have and the choice of documents to write may not."""
    faults = ["from is not supported in this context"] if "from" in body or "from" in params else []
    if "stored_fields" in body or "stored_fields" in params:
        faults.append("stored_fields is not supported in this context")
    return faults


def parse_max_docs(*values: Any) -> int | None:
    """Returns a limit of documents that may be given in several places; None means all.

    Raises IllegalArgumentError for a number below, and for two that differ.
    """
    chosen: int | None = None
    for value in values:
        number = None if value is None else read_max_docs(value)
        if number is None:
            continue
        if chosen is not None and chosen != number:
            raise IllegalArgumentError(f"[max_docs] set to two different values [{chosen}] and [{number}]")
        chosen = number
    return chosen


def read_max_docs(value: Any) -> int:
    """Returns a limit of documents. Raises IllegalArgumentError or NumberFormatError."""
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise NumberFormatError.of(value) from error
    if number < 0:
        raise IllegalArgumentError(f"[max_docs] parameter cannot be negative, found [{number}]")
    return number


def whole_parameter(params: Mapping[str, str], name: str) -> int | None:
    """Returns a number of the URL, None if it is absent. Raises IllegalArgumentError."""
    value = params.get(name)
    try:
        return None if value is None else int(value)
    except ValueError as error:
        cause = NumberFormatError.of(value)
        cause.__cause__ = error
        raise IllegalArgumentError(f"Failed to parse int parameter [{name}] with value [{value}]") from cause


def _batch_size(value: str | None, default: int) -> int:
    number = whole_parameter({} if value is None else {"scroll_size": value}, "scroll_size")
    if number is not None and number < 0:
        raise IllegalArgumentError(f"[size] parameter cannot be negative, found [{number}]")
    return default if number is None else number


def _search_type(kind: str) -> str:
    if kind not in ("query_then_fetch", "dfs_query_then_fetch"):
        raise IllegalArgumentError(f"No search type for [{kind}]")
    return kind


def parse_slices(value: str | None) -> int:
    """Returns a number of slices, AUTO_SLICES for `auto`. Raises IllegalArgumentError."""
    if value == "auto":
        return AUTO_SLICES
    fault = IllegalArgumentError(f'[slices] must be a positive integer or the string "auto", but was [{value}]')
    try:
        number = 1 if value is None else int(value)
    except ValueError:
        raise fault from NumberFormatError(f'For input string: "{value}"')
    if number < 1:
        raise fault
    if number > MAX_SLICES:
        raise too_many_slices(number, MAX_SLICES)
    return number


def parse_conflicts(value: object) -> Conflicts:
    """Returns what to do about documents that changed meanwhile. Raises IllegalArgumentError."""
    if value == "proceed":
        return "proceed"
    if value != "abort":
        raise IllegalArgumentError(f'conflicts may only be "proceed" or "abort" but was [{value}]')
    return "abort"
