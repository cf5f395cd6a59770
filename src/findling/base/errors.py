"""The exceptions Findling raises on purpose, each with Elasticsearch's error type and HTTP status.

    FindlingError
    ├── IllegalArgumentError            illegal_argument_exception          400
    │   ├── NumberFormatError           number_format_exception             400
    │   └── DateTimeParseError          date_time_parse_exception           400
    ├── ParseError                      parse_exception                     400   date maths, geo points
    ├── ParsingError                    parsing_exception                   400   line and column
    ├── XContentParseError              x_content_parse_exception           400
    │   └── NamedObjectNotFoundError    named_object_not_found_exception    400
    ├── JsonParseError                  json_parse_exception                400   cause of the one above
    ├── InputCoercionError              input_coercion_exception            400   likewise
    ├── DocumentParsingError            document_parsing_exception          400   (7.x: mapper_parsing_exception)
    │   └── StrictDynamicMappingError   strict_dynamic_mapping_exception    400
    ├── MapperParsingError              mapper_parsing_exception            400
    ├── QueryShardError                 query_shard_exception               400   index
    ├── SearchPhaseExecutionError       search_phase_execution_exception    that of its cause; phase, failed_shards
    ├── ValidationError                 validation_exception                400
    ├── TooManyScrollsError             too_many_scroll_contexts_exception  429
    ├── ActionRequestValidationError    action_request_validation_exception 400
    ├── InvalidIndexNameError           invalid_index_name_exception        400   index
    ├── InvalidIndexTemplateError       invalid_index_template_exception    400
    ├── UnsupportedOperationError       unsupported_operation_exception     400
    ├── InvalidAliasNameError           invalid_alias_name_exception        400
    ├── ResourceAlreadyExistsError      resource_already_exists_exception   400   index
    ├── IndexClosedError                index_closed_exception              400   index
    ├── SettingsError                   settings_exception                  400
    ├── TooManyBucketsError             too_many_buckets_exception          400   max_buckets
    ├── AggregationExecutionError       aggregation_execution_exception     400
    ├── TooManyClausesError             too_many_clauses                    400
    ├── TooComplexError                 too_complex_to_determinize_exception 400
    ├── RoutingMissingError             routing_missing_exception           400   index
    ├── ArrayIndexOutOfBoundsError      array_index_out_of_bounds_exception 400
    ├── ScriptError                     script_exception                    400   script, script_stack, lang, position
    ├── ClassCastError                  class_cast_exception                400   in scripts, as the three below
    ├── NullPointerError                null_pointer_exception              400
    ├── JavaArithmeticError             arithmetic_exception                400
    ├── StringIndexOutOfBoundsError     string_index_out_of_bounds_exception 400
    ├── ResourceNotFoundError           resource_not_found_exception        404
    │   ├── ShardNotFoundError          shard_not_found_exception           404   index, shard
    │   ├── IndexNotFoundError          index_not_found_exception           404   index
    │   ├── AliasesNotFoundError        aliases_not_found_exception         404
    │   └── SearchContextMissingError   search_context_missing_exception    404
    ├── IndexTemplateMissingError       index_template_missing_exception    404
    ├── RepositoryMissingError          repository_missing_exception        404   repository
    ├── NotSupportedError               status_exception                    501   what Findling has not, not yet
    ├── IllegalStateError               illegal_state_exception             400
    ├── DocumentMissingError            document_missing_exception          404   index, shard
    ├── DocumentSourceMissingError      document_source_missing_exception   400   index, shard
    ├── VersionConflictError            version_conflict_engine_exception   409   index, shard
    ├── SecurityError                   security_exception                  403
    ├── ClusterBlockError               cluster_block_exception             403
    │   └── RetryableBlockError         cluster_block_exception             429
    ├── ContentTooLargeError            content_too_long_exception          413
    ├── MediaTypeError                  media_type_header_exception         400
    ├── UnsupportedContentTypeError     content_type_header_exception       406
    ├── CircuitBreakingError            circuit_breaking_exception          429
    ├── RejectedExecutionError          es_rejected_execution_exception     429
    ├── UnavailableShardsError          unavailable_shards_exception        503
    ├── TaskCancelledError              task_cancelled_exception            400
    ├── IndexShardClosedError           index_shard_closed_exception        404   index, shard
    ├── StateNotStoredError             failed_to_commit_cluster_state_exception 503
    ├── StorageError                    i_o_exception                       500   index, shard
    ├── CorruptIndexError               corrupt_index_exception             500   file and offset
    └── TranslogCorruptedError          translog_corrupted_exception        500   file and offset

The class fixes type and status; an instance carries the reason in Elasticsearch's wording and metadata (index, shard,
line...) that stands beside the reason in the body. `__cause__` becomes `caused_by`. Only `findling.rest` renders them.
"""

from typing import Any, ClassVar, Self


class FindlingError(Exception):
    """Base of all errors a client may see.

    reason: the message, in Elasticsearch's wording where it has one
    metadata: further JSON members of the error object, such as index, shard, line, col
    place: names in the request, each below the one before, where they tell better than the reason what is meant
    """

    type: ClassVar[str] = "exception"
    status: ClassVar[int] = 500
    place: tuple[str, ...] = ()

    def __init__(self, reason: str, **metadata: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.metadata = metadata


class IllegalArgumentError(FindlingError):
    """An argument whose value cannot be accepted."""

    type = "illegal_argument_exception"
    status = 400


class NumberFormatError(IllegalArgumentError):
    """Text that is not a number."""

    type = "number_format_exception"


class DateTimeParseError(IllegalArgumentError):
    """Text that is not a date of the expected format."""

    type = "date_time_parse_exception"


class ParseError(FindlingError):
    """Text inside a request that cannot be read, such as date maths or a geo point."""

    type = "parse_exception"
    status = 400


class ParsingError(FindlingError):
    """A request body that is well-formed JSON but not a valid query, aggregation or search."""

    type = "parsing_exception"
    status = 400


class XContentParseError(FindlingError):
    """A request body that is not well-formed, or has an unknown or mistyped field.

    Where that is stands at the beginning of the reason, `[line:column]`, and nowhere else.
    """

    type = "x_content_parse_exception"
    status = 400

    def __init__(self, reason: str, line: int = 1, col: int = 1, **metadata: Any) -> None:
        super().__init__(reason, **metadata)


class NamedObjectNotFoundError(XContentParseError):
    """The name of a query or an aggregation that there is not; cause of the error that says which is meant."""

    type = "named_object_not_found_exception"


class JsonParseError(FindlingError):
    """A JSON token that is not what is read; cause of the error that says where."""

    type = "json_parse_exception"
    status = 400


class InputCoercionError(FindlingError):
    """A JSON number that does not fit where it is read; cause of the error that says where."""

    type = "input_coercion_exception"
    status = 400


class DocumentParsingError(FindlingError):
    """A document that its mapping cannot take; the reason names field, type, document and value."""

    type = "document_parsing_exception"
    status = 400


class StrictDynamicMappingError(DocumentParsingError):
    """A document with a field that `dynamic: strict` does not allow."""

    type = "strict_dynamic_mapping_exception"


class MapperParsingError(FindlingError):
    """A mapping definition that is not valid."""

    type = "mapper_parsing_exception"
    status = 400


class QueryShardError(FindlingError):
    """A query that the index's mapping cannot answer."""

    type = "query_shard_exception"
    status = 400


class SearchPhaseExecutionError(FindlingError):
    """A search of which all shards failed; metadata has phase, grouped and failed_shards."""

    type = "search_phase_execution_exception"
    status = 400


class ValidationError(FindlingError):
    """A request that would break a limit."""

    type = "validation_exception"
    status = 400


class TooManyScrollsError(FindlingError):
    """More open scrolls or points in time than allowed."""

    type = "too_many_scroll_contexts_exception"
    status = 429


class ActionRequestValidationError(FindlingError):
    """A request that misses something it needs."""

    type = "action_request_validation_exception"
    status = 400

    @classmethod
    def of(cls, *faults: str) -> Self:
        """Returns the error that lists all that is wrong with a request."""
        numbered = "".join(f"{number}: {fault};" for number, fault in enumerate(faults, 1))
        return cls(f"Validation Failed: {numbered}")


class InvalidIndexNameError(FindlingError):
    """An index name that breaks the naming rules."""

    type = "invalid_index_name_exception"
    status = 400


class InvalidIndexTemplateError(FindlingError):
    """An index or component template that cannot be stored."""

    type = "invalid_index_template_exception"
    status = 400


class UnsupportedOperationError(FindlingError):
    """Something that is not done here."""

    type = "unsupported_operation_exception"
    status = 400


class InvalidAliasNameError(FindlingError):
    """An alias name that breaks the naming rules or clashes with an index."""

    type = "invalid_alias_name_exception"
    status = 400


class ResourceAlreadyExistsError(FindlingError):
    """Something of this name is there already."""

    type = "resource_already_exists_exception"
    status = 400


class IndexClosedError(FindlingError):
    """An operation on a closed index."""

    type = "index_closed_exception"
    status = 400


class SettingsError(FindlingError):
    """A setting that cannot be read or stored."""

    type = "settings_exception"
    status = 400


class TooManyBucketsError(FindlingError):
    """An aggregation that makes more buckets than `search.max_buckets`."""

    type = "too_many_buckets_exception"
    status = 400


class AggregationExecutionError(FindlingError):
    """An aggregation that cannot be carried out, such as one ordered by a path that leads nowhere."""

    type = "aggregation_execution_exception"
    status = 400


class TooManyClausesError(FindlingError):
    """A query of more clauses than `indices.query.bool.max_clause_count`."""

    type = "too_many_clauses"
    status = 400


class TooComplexError(FindlingError):
    """A pattern whose automaton has too many states."""

    type = "too_complex_to_determinize_exception"
    status = 400


class RoutingMissingError(FindlingError):
    """A document operation without routing where the mapping requires one."""

    type = "routing_missing_exception"
    status = 400


class ArrayIndexOutOfBoundsError(FindlingError):
    """A numeric argument outside the range of what it counts."""

    type = "array_index_out_of_bounds_exception"
    status = 400


class ScriptError(FindlingError):
    """A script that cannot be compiled or that failed; its cause says why, metadata shows the place."""

    type = "script_exception"
    status = 400


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


class ResourceNotFoundError(FindlingError):
    """Something named in the request does not exist."""

    type = "resource_not_found_exception"
    status = 404


class ShardNotFoundError(ResourceNotFoundError):
    """A shard number that an index does not have."""

    type = "shard_not_found_exception"


class IndexNotFoundError(ResourceNotFoundError):
    """No index, alias or data stream of this name."""

    type = "index_not_found_exception"

    def __init__(self, index: str, reason: str | None = None) -> None:
        super().__init__(
            reason or f"no such index [{index}]",
            **{"resource.type": "index_or_alias", "resource.id": index, "index_uuid": "_na_", "index": index},
        )


class AliasesNotFoundError(ResourceNotFoundError):
    """No alias of this name."""

    type = "aliases_not_found_exception"


class SearchContextMissingError(ResourceNotFoundError):
    """A scroll or point in time that is closed or expired."""

    type = "search_context_missing_exception"


class IndexTemplateMissingError(FindlingError):
    """No index template of this name."""

    type = "index_template_missing_exception"
    status = 404


class RepositoryMissingError(FindlingError):
    """No snapshot repository of this name."""

    type = "repository_missing_exception"
    status = 404


class NotSupportedError(FindlingError):
    """Something of Elasticsearch that is not built yet."""

    type = "status_exception"
    status = 501

    @classmethod
    def of(cls, what: str) -> Self:
        """Returns the error that names an API, a setting or a parameter."""
        return cls(f"[{what}] is not supported by Findling yet")


class IllegalStateError(FindlingError):
    """A request that the present state of things does not allow."""

    type = "illegal_state_exception"
    status = 400


class DocumentMissingError(FindlingError):
    """An update of a document that does not exist."""

    type = "document_missing_exception"
    status = 404


class DocumentSourceMissingError(FindlingError):
    """A document cannot be updated because its source is not stored."""

    type = "document_source_missing_exception"
    status = 400


class VersionConflictError(FindlingError):
    """A write whose expected version, sequence number or absence does not hold."""

    type = "version_conflict_engine_exception"
    status = 409


class SecurityError(FindlingError):
    """A request from where none may come."""

    type = "security_exception"
    status = 403


class ClusterBlockError(FindlingError):
    """An operation that a block on the index or cluster forbids."""

    type = "cluster_block_exception"
    status = 403


class RetryableBlockError(ClusterBlockError):
    """An operation that only a block forbids which goes away by itself, such as that of a full disk."""

    status = 429


class ContentTooLargeError(FindlingError):
    """A request body above `http.max_content_length`."""

    type = "content_too_long_exception"
    status = 413


class MediaTypeError(FindlingError):
    """A media type header that asks for a version Findling does not speak."""

    type = "media_type_header_exception"
    status = 400


class UnsupportedContentTypeError(FindlingError):
    """A Content-Type that the route does not take."""

    type = "content_type_header_exception"
    status = 406


class CircuitBreakingError(FindlingError):
    """A request that would need more memory than the budget allows."""

    type = "circuit_breaking_exception"
    status = 429


class RejectedExecutionError(FindlingError):
    """A request refused because the queues are full."""

    type = "es_rejected_execution_exception"
    status = 429


class UnavailableShardsError(FindlingError):
    """A write to a shard with fewer copies than it waits for."""

    type = "unavailable_shards_exception"
    status = 503


class TaskCancelledError(FindlingError):
    """Work given up because its client left or somebody cancelled it."""

    type = "task_cancelled_exception"
    status = 400


class IndexShardClosedError(FindlingError):
    """An operation on a shard that is closed, or that failed and closed itself."""

    type = "index_shard_closed_exception"
    status = 404


class StateNotStoredError(FindlingError):
    """The cluster state could not be written: nobody knows whether the change will be there after a restart."""

    type = "failed_to_commit_cluster_state_exception"
    status = 503


class StorageError(FindlingError):
    """The disk refused to take or give bytes: full, read-only or broken."""

    type = "i_o_exception"
    status = 500


class CorruptIndexError(FindlingError):
    """Bytes of a segment or commit point that do not match their checksum."""

    type = "corrupt_index_exception"


class TranslogCorruptedError(FindlingError):
    """A damaged translog record that is not the torn tail of the last write."""

    type = "translog_corrupted_exception"
