"""The parameters of delete by query, update by query and reindex."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError
from findling.node.search.url_query import query_of
from findling.node.services.throttle import UNLIMITED, parse_speed
from findling.search.request import SearchRequest

Conflicts = Literal["abort", "proceed"]
# the default of `index.max_slices_per_scroll`
MAX_SLICES: Final = 1024
# as many slices as there are shards
AUTO_SLICES: Final = 0
_OWN_KEYS: Final = frozenset({"max_docs", "size", "conflicts", "slice", "script"})
_DEFAULT_BATCH: Final = 1000


@dataclass(slots=True)
class ByQueryRequest:
    """What all three take.

    slices: into how many the work is cut; AUTO_SLICES, or 1 for none
    speed: documents a second
    """

    query: Any = None
    max_docs: int | None = None
    conflicts: Conflicts = "abort"
    refresh: bool = False
    routing: str | None = None
    batch_size: int = _DEFAULT_BATCH
    slices: int = 1
    speed: float = UNLIMITED


def parse_request(body: Mapping[str, Any], params: Mapping[str, str], query_required: bool) -> ByQueryRequest:
    """Returns the request of a body and the URL parameters.

    Raises what is wrong with either; ActionRequestValidationError for what does not go together.
    """
    if "script" in body:
        raise IllegalArgumentError("cannot execute [inline] scripts")
    search = {name: value for name, value in body.items() if name not in _OWN_KEYS}
    SearchRequest.parse(search)
    query = query_of({"query": body["query"]} if "query" in body else {}, params, "by query")
    request = ByQueryRequest(
        query,
        parse_max_docs(body.get("size"), body.get("max_docs"), params.get("max_docs")),
        parse_conflicts(params.get("conflicts", body.get("conflicts", "abort"))),
        params.get("refresh") in ("", "true"),
        params.get("routing"),
        parse_batch_size(params.get("scroll_size", _DEFAULT_BATCH)),
        parse_slices(params.get("slices")),
        parse_speed(params.get("requests_per_second")),
    )
    faults = search_faults(search) + limit_faults(request)
    if query_required and "query" not in body and "q" not in params:
        faults.append("query is missing")
    raise_faults(faults)
    pipeline = params.get("pipeline", "_none")
    if pipeline != "_none":
        raise IllegalArgumentError(f"pipeline with id [{pipeline}] does not exist")
    return request


def search_faults(search: Mapping[str, Any]) -> list[str]:
    """Returns what is wrong with the part of a request that chooses documents."""
    return [f"{name} is not supported in this context" for name in ("from", "stored_fields") if name in search]


def limit_faults(request: ByQueryRequest) -> list[str]:
    """Returns what is wrong with the limits of a request."""
    too_few = request.max_docs is not None and request.max_docs < request.slices
    return ["[max_docs] should be >= [slices]"] if too_few else []


def raise_faults(faults: list[str]) -> None:
    """Raises ActionRequestValidationError if there are any."""
    if faults:
        numbered = "".join(f" {number}: {fault};" for number, fault in enumerate(faults, 1))
        raise ActionRequestValidationError(f"Validation Failed:{numbered}")


def parse_max_docs(*values: Any) -> int | None:
    """Returns a limit of documents that may be given in several places; -1 and None mean all.

    Raises IllegalArgumentError for a number below, and for two that differ.
    """
    chosen: int | None = None
    for value in values:
        number = None if value is None else _max_docs(value)
        if number is None:
            continue
        if chosen is not None and chosen != number:
            raise IllegalArgumentError(f"[max_docs] set to two different values [{chosen}] and [{number}]")
        chosen = number
    return chosen


def _max_docs(value: Any) -> int | None:
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise IllegalArgumentError(f'For input string: "{value}"') from error
    if number < -1:
        raise IllegalArgumentError(f"[max_docs] parameter cannot be negative, found [{number}]")
    return None if number == -1 else number


def parse_batch_size(value: Any) -> int:
    """Returns how many documents are read and written at once. Raises IllegalArgumentError."""
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise IllegalArgumentError(f"Failed to parse int parameter [scroll_size] with value [{value}]") from error
    if not 1 <= number <= 10_000:
        raise IllegalArgumentError(
            f"Batch size is too large, size must be less than or equal to: [10000] but was [{number}]"
        )
    return number


def parse_slices(value: str | None) -> int:
    """Returns a number of slices, AUTO_SLICES for `auto`. Raises IllegalArgumentError."""
    if value == "auto":
        return AUTO_SLICES
    number = 1 if value is None else int(value) if value.isascii() and value.isdigit() else 0
    if number < 1:
        raise IllegalArgumentError(f'[slices] must be a positive integer or the string "auto", but was [{value}]')
    if number > MAX_SLICES:
        raise IllegalArgumentError(
            f"The number of slices [{number}] is too large. It must be less than [{MAX_SLICES}]. This limit can be set "
            "by changing the [index.max_slices_per_scroll] index level setting."
        )
    return number


def parse_conflicts(value: Any) -> Conflicts:
    """Returns what to do about documents that changed meanwhile."""
    if value == "proceed":
        return "proceed"
    if value != "abort":
        raise IllegalArgumentError(f'conflicts may only be "proceed" or "abort" but was [{value}]')
    return "abort"
