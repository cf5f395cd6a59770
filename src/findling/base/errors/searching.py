"""Errors of queries, aggregations, scripts and what a search holds."""

from findling.base.errors.core import FindlingError, IllegalArgumentError, IllegalStateError
from findling.base.errors.resources import ResourceNotFoundError


class QueryShardError(FindlingError):
    """A query that the index's mapping cannot answer."""

    type = "query_shard_exception"
    status = 400


class QueryValidationError(FindlingError):
    """A query whose parameters do not go together."""

    type = "query_validation_exception"
    status = 400


class SearchPhaseExecutionError(FindlingError):
    """A search of which all shards failed; metadata has phase, grouped and failed_shards."""

    type = "search_phase_execution_exception"
    status = 400


class TooManyScrollsError(FindlingError):
    """More open scrolls or points in time than allowed."""

    type = "too_many_scroll_contexts_exception"
    status = 429


class SearchContextMissingError(ResourceNotFoundError):
    """A scroll or point in time that is closed or expired."""

    type = "search_context_missing_exception"


class TooManyBucketsError(FindlingError):
    """An aggregation that makes more buckets than `search.max_buckets`."""

    type = "too_many_buckets_exception"
    status = 400


class AggregationExecutionError(FindlingError):
    """An aggregation that cannot be carried out, such as one ordered by a path that leads nowhere."""

    type = "aggregation_execution_exception"
    status = 400


class InvalidPathError(AggregationExecutionError):
    """An order by a path that leads to no figure."""

    type = "invalid_path"


class InvalidAggregationPathError(AggregationExecutionError):
    """A path of a pipeline through a bucket that there is not."""

    type = "invalid_aggregation_path_exception"
    status = 500


class TooManyClausesError(FindlingError):
    """A query of more clauses than `indices.query.bool.max_clause_count`."""

    type = "too_many_clauses"
    status = 400


class TooManyNestedClausesError(TooManyClausesError):
    """A query of which all parts together have more clauses than that."""

    type = "too_many_nested_clauses"


class TooComplexError(FindlingError):
    """A pattern whose automaton has too many states."""

    type = "too_complex_to_determinize_exception"
    status = 400


class ScriptError(FindlingError):
    """A script that cannot be compiled or that failed; its cause says why, metadata shows the place."""

    type = "script_exception"
    status = 400


class GeneralScriptError(FindlingError):
    """A script that is kept from being compiled by something that is not its text; its cause says by what."""

    type = "general_script_exception"
    status = 500


class MustacheError(FindlingError):
    """A template that cannot be read or rendered."""

    type = "mustache_exception"
    status = 500


class SizeLimitExceededError(FindlingError):
    """A text that grew longer than it may."""

    type = "size_limit_exceeded_exception"
    status = 500


class ClassCastError(FindlingError):
    """A value of a script that is not of the type it should be."""

    type = "class_cast_exception"
    status = 400


class NullPointerError(FindlingError):
    """A script that wants something of null."""

    type = "null_pointer_exception"
    status = 400


class JavaArithmeticError(FindlingError):
    """A division of an integer by zero in a script."""

    type = "arithmetic_exception"
    status = 400


class StringIndexOutOfBoundsError(FindlingError):
    """A script that looks beyond the ends of a string."""

    type = "string_index_out_of_bounds_exception"
    status = 400


class TaskCancelledError(FindlingError):
    """Work given up because its client left or somebody cancelled it."""

    type = "task_cancelled_exception"
    status = 400


class SearchStateError(IllegalStateError):
    """A search that what is indexed does not allow, which is only noticed where it is read."""

    status = 500


class MissingStatisticsError(NullPointerError):
    """A query that would be scored by a field which no document has."""

    status = 500


class MisplacedAggregationError(IllegalArgumentError):
    """An aggregation below another that it cannot stand below."""


class MissingValuesError(NullPointerError):
    """An aggregation without the values that it is made of; Elasticsearch answers 500."""


class StatusError(FindlingError):
    """What Elasticsearch has no class of errors for, and only a status."""

    type = "status_exception"
    status = 400


class OtherStatusError(StatusError):
    """An error that has the status of another one."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status  # type: ignore[misc]


class SubmittedSearchError(OtherStatusError):
    """A search that nobody waited for has failed; has the status of its cause."""


class RemoteStatusError(OtherStatusError):
    """Another cluster answered with an error; its status is that of this one."""


class SampledCountsError(StatusError):
    """A least number of documents that a sample cannot tell."""


class CategoriesError(StatusError):
    """A parameter of an aggregation into categories that is out of its bounds."""


class ExpansionError(StatusError):
    """A span query that stands for more terms than clauses are allowed."""


class TokenLimitError(StatusError):
    """A text of more tokens than the analyze API shows."""
