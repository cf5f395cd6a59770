"""SearchRequest: the body and URL parameters of a search, parsed and checked; knows nothing of an index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalArgumentError,
    ParsingError,
    XContentParseError,
)
from findling.base.json_values import as_boolean, as_float, as_integer, json_token, required_text, scalar_text
from findling.base.quick_init import quick_init
from findling.base.units import parse_time_ms
from findling.mapping.runtime.derived_fields import marked
from findling.search.aggs.base.aggregation import Aggregations
from findling.search.aggs.request import read_aggregations
from findling.search.aggs.validation import check
from findling.search.collapse import Collapse, parse_collapse
from findling.search.fetch.field_format import NO_STORED_FIELDS, FieldFormat, parse_field_formats, stored_names
from findling.search.fetch.script_fields import ScriptField, parse_script_fields
from findling.search.highlight.request import HighlightRequest, parse_highlight
from findling.search.hit_count import HitCount
from findling.search.indices_boost import IndicesBoost, parse_indices_boost
from findling.search.query.base import Query, parse_query
from findling.search.query.primitive.slice import Slice, parse_slice
from findling.search.query.url_query import query_of_url
from findling.search.rescore.rescorer import Rescorer, parse_rescore
from findling.search.retriever import Retriever, parse_retriever
from findling.search.retriever.beside import check_retriever
from findling.search.retriever.rank_section import parse_rank, parse_sub_searches, with_rank
from findling.search.search_after import read_search_after
from findling.search.sort import SortField, parse_sort, parse_sort_parameter
from findling.search.source_filter import WHOLE_SOURCE, SourceFilter, parse_source_filter, source_filter_of_parameters
from findling.search.suggest.request import Suggestions, parse_suggest, suggest_of_url
from findling.search.vectors.knn_section import KnnSection, parse_knn_section

DEFAULT_SIZE: Final = 10


@quick_init
@dataclass(frozen=True, kw_only=True)
class SearchRequest:
    """What is searched for, and what of the hits is shown.

    query: None matches all documents
    sort: None is by score
    track_total_hits: how far hits are counted, as given
    timeout_ms: None is no limit; terminate_after: hits per shard, 0 is no limit
    knn: searches for nearest vectors, whose hits are added to those of the query
    retriever: what gives the hits in place of query, sort and knn, which it becomes
    runtime: definitions of fields that scripts compute, for this search
    suggest: what suggesters are asked, beside the query or alone
    cached_as: what the answers of shards may be kept under, and whether the index is not asked first; None: they may
        not be, as those to another request that is made of this one
    alias_filter: what documents must match to be seen at all, by `global` aggregations too; part of the query already
    """

    query: Query | None = None
    from_: int = 0
    size: int = DEFAULT_SIZE
    sort: tuple[SortField, ...] | None = None
    search_after: tuple[Any, ...] | None = None
    aggregations: Aggregations | None = None
    post_filter: Query | None = None
    min_score: float | None = None
    track_total_hits: HitCount | None = None
    track_scores: bool = False
    terminate_after: int = 0
    timeout_ms: int | None = None
    source: SourceFilter = WHOLE_SOURCE
    stored_fields: tuple[str, ...] | None = None
    fields: tuple[FieldFormat, ...] = ()
    docvalue_fields: tuple[FieldFormat, ...] = ()
    script_fields: tuple[ScriptField, ...] = ()
    highlight: HighlightRequest = ()
    explain: bool = False
    profile: bool = False
    version: bool = False
    seq_no_primary_term: bool = False
    include_named_queries_score: bool = False
    indices_boost: IndicesBoost = ()
    slice: Slice | None = None
    knn: tuple[KnnSection, ...] = ()
    rescore: tuple[Rescorer, ...] = ()
    collapse: Collapse | None = None
    suggest: Suggestions | None = None
    retriever: Retriever | None = None
    alias_filter: Query | None = None
    cached_as: tuple[bytes, bool] | None = None
    runtime: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, body: Mapping[str, Any] | None, params: Mapping[str, Any] | None = None) -> SearchRequest:
        """Reads a request. URL parameters win over the body.

        Raises ParsingError, XContentParseError and IllegalArgumentError in Elasticsearch's wording.
        """
        members = read_members(body or {})
        if params:
            # the sort keys of the URL follow those of the body
            members.update(_read_params(params, members.get("sort")))
        # asking for stored fields alone means not asking for the source
        implied = members.pop("implied_source", None)
        if implied is not None:
            members.setdefault("source", implied)
        if "rank" in members or "sub_searches" in members:
            with_rank(members, bool(params and params.get("scroll")))
        if "retriever" in members:
            check_retriever(members, params or {})
        if "knn" in members:
            size = members.get("size", DEFAULT_SIZE)
            members["knn"] = tuple(KnnSection.of(body, size) for body in members["knn"])
        if members.get("script_fields") and "source" not in members and "stored_fields" not in members:
            # computed fields alone are shown, unless the source is asked for
            members["source"] = SourceFilter(enabled=False)
        if "collapse" in members:
            members["docvalue_fields"] = members["collapse"].shown(members.get("docvalue_fields", ()))
        request = cls(**members)
        return _checked(request)

    @property
    def n_hits(self) -> int:
        """How many hits each shard has to find."""
        shown = self.from_ + self.size
        return max([shown, *[rescorer.window_size for rescorer in self.rescore]]) if self.rescore and shown else shown

    @property
    def hit_count(self) -> HitCount:
        """How far hits are counted."""
        return HitCount.DEFAULT if self.track_total_hits is None else self.track_total_hits

    @property
    def only_suggests(self) -> bool:
        """Whether suggesters are all that is asked, so that there are no hits."""
        return self.suggest is not None and self.query is None and self.aggregations is None and not self.knn

    @property
    def needs_scores(self) -> bool:
        """Whether scores have to be computed."""
        if self.min_score is not None or self.track_scores:
            return True
        if self.aggregations is not None and self.aggregations.needs_scores:
            return True
        if self.sort is None:
            return self.n_hits > 0
        return any(key.needs_scores for key in self.sort)

    @property
    def needs_scores_of_all(self) -> bool:
        """Whether the scores of all matches are needed, not only of those that are shown."""
        return self.track_scores or (self.aggregations is not None and self.aggregations.needs_scores)

    @property
    def hides_stored_fields(self) -> bool:
        """Whether hits show neither `_id` nor anything else that is stored."""
        return self.stored_fields == (NO_STORED_FIELDS,)

    @property
    def stored_names(self) -> list[str]:
        """What is read of each hit where it is stored, by the names that profiles show."""
        if self.stored_fields is not None and self.hides_stored_fields:
            return []
        return ["_id", "_routing", *(["_source"] if self.source.enabled or self.fields or self.highlight else [])]

    @property
    def sorts_by_score(self) -> bool:
        """Whether hits come in the order of their scores and nothing else."""
        return self.sort is None or (len(self.sort) == 1 and self.sort[0].is_score and self.sort[0].descending)


def _checked(request: SearchRequest) -> SearchRequest:
    if request.aggregations is not None:
        check(request.aggregations)
    check_first_page(request)
    if request.search_after is not None and request.sorts_by_score:
        raise IllegalArgumentError("Sort must contain at least one field.")
    if request.stored_fields is not None and request.hides_stored_fields:
        if request.source.enabled:
            raise ActionRequestValidationError.of("[stored_fields] cannot be disabled if [_source] is requested")
        if request.fields:
            raise ActionRequestValidationError.of("[stored_fields] cannot be disabled when using the [fields] option")
    return request


def check_first_page(request: SearchRequest) -> None:
    """Raises ActionRequestValidationError if hits behind some others are to be passed over as well."""
    if request.search_after is not None and request.from_ > 0:
        raise ActionRequestValidationError.of("[from] parameter must be set to 0 when [search_after] is used")


def _read_elsewhere(name: str, value: object) -> dict[str, object]:
    """Reads what others read, such as the point in time that the node looks up."""
    return {}


def _read_stats(name: str, value: object) -> dict[str, object]:
    assert isinstance(value, list)
    for group in value:
        if not isinstance(group, str):
            raise ParsingError(f"Expected [VALUE_STRING] in [{name}] but found [{json_token(group)}]")
    return {}


def _read_ext(name: str, value: object) -> dict[str, object]:
    if value:
        raise XContentParseError("unknown named object category [org.elasticsearch.search.SearchExtBuilder]")
    return {}


def _read_query(name: str, value: object) -> dict[str, object]:
    return {name: parse_query(value)}


def _read_from(name: str, value: object) -> dict[str, object]:
    number = as_integer(value)
    if number < 0:
        raise IllegalArgumentError(f"[from] parameter cannot be negative but was [{number}]")
    return {"from_": number}


def _read_size(name: str, value: object) -> dict[str, object]:
    number = as_integer(value)
    if number < 0:
        raise IllegalArgumentError(f"[size] parameter cannot be negative, found [{number}]")
    return {"size": number}


def _read_sort(name: str, value: object) -> dict[str, object]:
    keys = parse_sort(value)
    # sorting by score alone is the same as not sorting
    return {"sort": keys or None}


def _read_search_after(name: str, value: object) -> dict[str, object]:
    if not isinstance(value, list):
        raise ParsingError(f"Expected [START_ARRAY] in [search_after] but found [{json_token(value)}]")
    return {"search_after": read_search_after(value)}


def _read_aggregations(name: str, value: object) -> dict[str, object]:
    try:
        parsed = read_aggregations(value)
    except FindlingError as error:
        error.put_within(name)
        raise
    # none at all are the same as no member
    return {"aggregations": parsed or None}


def _read_min_score(name: str, value: object) -> dict[str, object]:
    return {"min_score": as_float(value)}


def _read_track_total_hits(name: str, value: object) -> dict[str, object]:
    if isinstance(value, bool) or value in ("true", "false"):
        return {name: HitCount.ALL if as_boolean(value) else HitCount.NONE}
    number = as_integer(value)
    if number < -1:
        raise IllegalArgumentError(f"[track_total_hits] parameter must be positive or equals to -1, got {number}")
    return {name: HitCount(number)}


def _read_flag(name: str, value: object) -> dict[str, object]:
    return {name: as_boolean(value)}


def _read_terminate_after(name: str, value: object) -> dict[str, object]:
    number = as_integer(value)
    if number < 0:
        raise IllegalArgumentError("terminateAfter must be > 0")
    return {name: number}


def _read_timeout(name: str, value: object) -> dict[str, object]:
    milliseconds = parse_time_ms(scalar_text(value), "timeout")
    return {"timeout_ms": None if milliseconds < 0 else milliseconds}


def _read_source(name: str, value: object) -> dict[str, object]:
    return {"source": parse_source_filter(value)}


def _read_stored_fields(name: str, value: object) -> dict[str, object]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list):
        raise ParsingError(f"Expected [VALUE_STRING] or [START_ARRAY] in [{name}] but found [{json_token(value)}]")
    result: dict[str, Any] = {"stored_fields": stored_names([required_text(entry) for entry in names])}
    if "_source" not in names:
        result["implied_source"] = SourceFilter(enabled=False)
    return result


def _read_indices_boost(name: str, value: object) -> dict[str, object]:
    return {name: parse_indices_boost(value)}


def _read_slice(name: str, value: object) -> dict[str, object]:
    return {name: parse_slice(value)}


def _read_knn(name: str, value: object) -> dict[str, object]:
    return {name: parse_knn_section(value)}


def _read_collapse(name: str, value: object) -> dict[str, object]:
    return {name: parse_collapse(value)}


def _read_rescore(name: str, value: object) -> dict[str, object]:
    return {name: parse_rescore(value)}


def _read_suggest(name: str, value: object) -> dict[str, object]:
    assert isinstance(value, Mapping)
    return {name: parse_suggest(value)}


def _read_retriever(name: str, value: object) -> dict[str, object]:
    assert isinstance(value, Mapping)
    return {name: parse_retriever(value)}


def _read_rank(name: str, value: object) -> dict[str, object]:
    assert isinstance(value, Mapping)
    return {name: parse_rank(value)}


def _read_sub_searches(name: str, value: object) -> dict[str, object]:
    assert isinstance(value, list)
    return {name: parse_sub_searches(value)}


def _read_fields(name: str, value: object) -> dict[str, object]:
    return {name: parse_field_formats(name, value)}


def _read_runtime(name: str, value: object) -> dict[str, object]:
    assert isinstance(value, Mapping)
    return {"runtime": marked(value) if name == "derived" else value}


def _read_script_fields(name: str, value: object) -> dict[str, object]:
    return {name: parse_script_fields(value)}


def _read_highlight(name: str, value: object) -> dict[str, object]:
    return {name: parse_highlight(value)}


_READERS: Final[Mapping[str, Callable[[str, Any], dict[str, Any]]]] = {
    "query": _read_query,
    "post_filter": _read_query,
    "from": _read_from,
    "size": _read_size,
    "sort": _read_sort,
    "search_after": _read_search_after,
    "aggs": _read_aggregations,
    "aggregations": _read_aggregations,
    "min_score": _read_min_score,
    "track_total_hits": _read_track_total_hits,
    "track_scores": _read_flag,
    "explain": _read_flag,
    "profile": _read_flag,
    "version": _read_flag,
    "seq_no_primary_term": _read_flag,
    "include_named_queries_score": _read_flag,
    "terminate_after": _read_terminate_after,
    "timeout": _read_timeout,
    "stored_fields": _read_stored_fields,
    "_source": _read_source,
    "fields": _read_fields,
    "docvalue_fields": _read_fields,
    "script_fields": _read_script_fields,
    "highlight": _read_highlight,
    "runtime_mappings": _read_runtime,
    "derived": _read_runtime,
    "indices_boost": _read_indices_boost,
    "slice": _read_slice,
    "knn": _read_knn,
    "rescore": _read_rescore,
    "stats": _read_stats,
    "ext": _read_ext,
    "pit": _read_elsewhere,
    "search_pipeline": _read_elsewhere,
    "verbose_pipeline": _read_elsewhere,
    "collapse": _read_collapse,
    "suggest": _read_suggest,
    "retriever": _read_retriever,
    "rank": _read_rank,
    "sub_searches": _read_sub_searches,
}

_VALUES: Final = ("VALUE_STRING", "VALUE_NUMBER", "VALUE_BOOLEAN")
_SCALARS: Final = (
    "from", "size", "timeout", "min_score", "terminate_after", "version", "explain", "profile", "track_scores",
    "track_total_hits", "seq_no_primary_term",
)  # fmt: skip
# kinds of JSON under which a member is not known at all
_WRONG_TOKENS: Final = {
    **dict.fromkeys(("query", "post_filter", "aggs", "aggregations"), (*_VALUES, "START_ARRAY", "VALUE_NULL")),
    **dict.fromkeys(("ext", "pit"), (*_VALUES, "START_ARRAY", "VALUE_NULL")),
    "stats": (*_VALUES, "START_OBJECT", "VALUE_NULL"),
    "stored_fields": ("START_OBJECT", "VALUE_NULL"),
    "indices_boost": (*_VALUES, "START_OBJECT", "VALUE_NULL"),
    # a parameter of the URL alone
    "include_named_queries_score": (*_VALUES, "START_ARRAY", "START_OBJECT", "VALUE_NULL"),
    **dict.fromkeys(_SCALARS, ("START_ARRAY", "START_OBJECT", "VALUE_NULL")),
    **dict.fromkeys(("retriever", "rank"), (*_VALUES, "START_ARRAY", "VALUE_NULL")),
    "rescore": (*_VALUES, "VALUE_NULL"),
    **dict.fromkeys(
        ("collapse", "script_fields", "runtime_mappings", "derived", "suggest", "highlight"),
        (*_VALUES, "START_ARRAY", "VALUE_NULL"),
    ),
    **dict.fromkeys(("fields", "docvalue_fields"), (*_VALUES, "START_OBJECT")),
    "search_after": (*_VALUES, "START_OBJECT", "VALUE_NULL"),
    "sub_searches": (*_VALUES, "START_OBJECT", "VALUE_NULL"),
}

_MEMBERS_IN_URL: Final = (
    "from", "size", "track_total_hits", "track_scores", "explain", "version", "seq_no_primary_term",
    "terminate_after", "timeout", "min_score",
)  # fmt: skip
_SAME_IN_URL: Final = (*_MEMBERS_IN_URL, "include_named_queries_score")


def with_members_of_url(body: Mapping[str, Any], params: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Returns a body with those parameters of its URL that may stand there as well, and the other parameters.

    For what reads bodies of searches before they are run, and would miss what the URL asks for.
    """
    given = {name: _scalar(params[name]) for name in _MEMBERS_IN_URL if params.get(name)}
    query = query_of_url(params)
    left = {name: value for name, value in params.items() if name not in given and name != "q"}
    return {**body, **given, **({} if query is None else {"query": query})}, left


def _scalar(text: str) -> Any:
    """Returns what a parameter is in JSON: a number, true or false, or the text that it is."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    return value if isinstance(value, (int, float)) else text


def read_members(given: Mapping[str, Any]) -> dict[str, Any]:
    """Reads the members of a body, each by itself. Raises what SearchRequest.parse raises."""
    members: dict[str, Any] = {}
    for name, value in given.items():
        reader = _READERS.get(name)
        if reader is None or (name in _WRONG_TOKENS and json_token(value) in _WRONG_TOKENS[name]):
            raise ParsingError(f"Unknown key for a {json_token(value)} in [{name}].")
        for member, read in reader(name, value).items():  # computed fields of both kinds are one list
            members[member] = {**members.get(member, {}), **read} if member == "runtime" else read
    return members


def _read_params(params: Mapping[str, object], sort: tuple[SortField, ...] | None) -> dict[str, object]:
    """Reads the URL parameters; those that search does not know are left to others."""
    members: dict[str, Any] = {}
    for name in _SAME_IN_URL:
        if params.get(name) not in (None, ""):
            members.update(_READERS[name](name, params[name]))
    for name in ("track_scores", "include_named_queries_score"):
        if params.get(name) == "":
            members[name] = True
    query = query_of_url(params)
    if query is not None:
        members["query"] = parse_query(query)
    if params.get("sort"):
        members["sort"] = (*(sort or ()), *parse_sort_parameter(str(params["sort"]))) or sort
    if params.get("stored_fields"):
        members.update(_read_stored_fields("stored_fields", str(params["stored_fields"]).split(",")))
    if params.get("docvalue_fields"):
        names = str(params["docvalue_fields"]).split(",")
        members["docvalue_fields"] = parse_field_formats("docvalue_fields", names)
    source = source_filter_of_parameters(params)
    if source is not None:
        members["source"] = source
    if params.get("suggest_field") is not None:
        members["suggest"] = suggest_of_url(params)
    return members


def check_result_window(request: SearchRequest, max_result_window: int) -> None:
    """Raises IllegalArgumentError if the page reaches behind what an index allows."""
    end = request.from_ + request.size
    if end > max_result_window:
        raise IllegalArgumentError(
            f"Result window is too large, from + size must be less than or equal to: [{max_result_window}] but was "
            f"[{end}]. See the scroll api for a more efficient way to request large data sets. This limit can be set "
            "by changing the [index.max_result_window] index level setting."
        )
