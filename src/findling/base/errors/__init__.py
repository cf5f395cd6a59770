"""The exceptions Findling raises on purpose, each with Elasticsearch's error type and HTTP status.

    FindlingError
    ├── IllegalArgumentError            illegal_argument_exception          400
    │   ├── NumberFormatError           number_format_exception             400
    │   ├── DateTimeParseError          date_time_parse_exception           400
    │   ├── UnparsableNumberError       runtime_exception                   400
    │   ├── MisplacedAggregationError   illegal_argument_exception          400
    │   ├── UncollectableError          illegal_argument_exception          400
    │   ├── UnsupportedFieldError       illegal_argument_exception          400
    │   └── ImmenseTermError            illegal_argument_exception          400
    ├── DateTimeError                   date_time_exception                 400   cause of a DateTimeParseError
    ├── ParseError                      parse_exception                     400   date maths, geo points
    ├── ParsingError                    parsing_exception                   400   line and column
    ├── XContentParseError              x_content_parse_exception           400
    │   ├── NamedObjectNotFoundError    named_object_not_found_exception    400
    │   └── XContentEndError            x_content_e_o_f_exception           400
    ├── JsonParseError                  json_parse_exception                400   cause of the one above
    │   └── JsonEndError                json_e_o_f_exception                400
    ├── InputCoercionError              input_coercion_exception            400   likewise
    ├── MaxBytesLengthExceededError     max_bytes_length_exceeded_exception 400   cause of ImmenseTermError
    ├── DocumentParsingError            document_parsing_exception          400   (7.x: mapper_parsing_exception)
    │   └── StrictDynamicMappingError   strict_dynamic_mapping_exception    400
    ├── MapperError                     mapper_exception                    400   cause of the one below
    ├── MapperParsingError              mapper_parsing_exception            400
    ├── QueryShardError                 query_shard_exception               400   index
    ├── QueryValidationError            query_validation_exception          400
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
    │   └── TooManyNestedClausesError   too_many_nested_clauses             400
    ├── InvocationTargetError           invocation_target_exception         400   cause of the error of a constructor
    ├── StatusError                     status_exception                    400
    │   ├── SampledCountsError          status_exception                    400
    │   ├── CategoriesError             status_exception                    400
    │   ├── ExpansionError              status_exception                    400
    │   ├── TokenLimitError             status_exception                    400
    │   ├── SubmittedSearchError        status_exception                    500   caused by what made the search fail
    │   └── RemoteStatusError           status_exception                    that of another cluster
    ├── ServiceAccountTokenError        exception                           500
    ├── RequestStatusError              status_exception                    400   how it came, before what it is about
    ├── TooComplexError                 too_complex_to_determinize_exception 400
    ├── RoutingMissingError             routing_missing_exception           400   index
    ├── ArrayIndexOutOfBoundsError      array_index_out_of_bounds_exception 400
    ├── IndexOutOfBoundsError           index_out_of_bounds_exception 400
    ├── ScriptError                     script_exception                    400   script, script_stack, lang, position
    ├── GeneralScriptError              general_script_exception            500   caused by what keeps it from compiling
    ├── MustacheError                   mustache_exception                  500   a template that fails
    ├── SizeLimitExceededError          size_limit_exceeded_exception       500   cause: its text is too long
    ├── ClassCastError                  class_cast_exception                400   in scripts, as the three below
    ├── NullPointerError                null_pointer_exception              400
    │   ├── MissingStatisticsError      null_pointer_exception              500
    │   └── MissingValuesError          null_pointer_exception              500
    ├── JavaArithmeticError             arithmetic_exception                400
    ├── StringIndexOutOfBoundsError     string_index_out_of_bounds_exception 400
    ├── ResourceNotFoundError           resource_not_found_exception        404
    │   ├── ShardNotFoundError          shard_not_found_exception           404   index, shard
    │   ├── IndexNotFoundError          index_not_found_exception           404   index
    │   │   ├── StreamExcludedError     index_not_found_exception           404   index
    │   │   ├── UnresolvedIndexError    index_not_found_exception           404   index
    │   ├── AliasesNotFoundError        aliases_not_found_exception         404
    │   └── SearchContextMissingError   search_context_missing_exception    404
    ├── IndexTemplateMissingError       index_template_missing_exception    404
    ├── RepositoryMissingError          repository_missing_exception        404   repository
    ├── NotSupportedError               status_exception                    501   what Findling has not, not yet
    ├── IllegalStateError               illegal_state_exception             400
    │   ├── BrokenStateError            illegal_state_exception             500
    │   └── SearchStateError            illegal_state_exception             500
    ├── DocumentMissingError            document_missing_exception          404   index, shard
    ├── DocumentSourceMissingError      document_source_missing_exception   400   index, shard
    ├── VersionConflictError            version_conflict_engine_exception   409   index, shard
    ├── SecurityError                   security_exception                  403
    │   ├── AuthenticationError         security_exception                  401   header
    │   └── PartlyVisibleError          security_exception                  400
    ├── ClusterBlockError               cluster_block_exception             403
    │   └── RetryableBlockError         cluster_block_exception             429
    ├── ContentTooLargeError            content_too_long_exception          413
    ├── MediaTypeError                  media_type_header_exception         400
    ├── UnsupportedContentTypeError     content_type_header_exception       406
    ├── ConnectError                    connect_exception                   502
    ├── CircuitBreakingError            circuit_breaking_exception          429
    ├── RejectedExecutionError          es_rejected_execution_exception     429
    │   └── SlowConsumerError           es_rejected_execution_exception     429
    ├── NoShardAvailableError           no_shard_available_action_exception 503
    ├── UnavailableShardsError          unavailable_shards_exception        503
    ├── TaskCancelledError              task_cancelled_exception            400
    ├── StateNotStoredError             failed_to_commit_cluster_state_exception 503
    ├── StorageError                    i_o_exception                       500   index, shard
    ├── BufferUnderflowError            buffer_underflow_exception          500
    ├── EndOfFileError                  e_o_f_exception                     500
    ├── CorruptIndexError               corrupt_index_exception             500   file and offset
    └── TranslogCorruptedError          translog_corrupted_exception        500   file and offset

The class fixes type and status; an instance carries the reason in Elasticsearch's wording and metadata (index, shard,
line...) that stands beside the reason in the body. `__cause__` becomes `caused_by`. Only `findling.rest` renders them.
"""

from findling.base.errors.core import (
    CLOSING,
    ActionRequestValidationError,
    ArrayIndexOutOfBoundsError,
    BrokenStateError,
    DateTimeError,
    DateTimeParseError,
    FindlingError,
    IllegalArgumentError,
    IllegalStateError,
    IndexOutOfBoundsError,
    InvocationTargetError,
    NotSupportedError,
    NumberFormatError,
    SettingsError,
    UncollectableError,
    UnparsableNumberError,
    UnsupportedFieldError,
    UnsupportedOperationError,
    ValidationError,
    ZoneRulesError,
    not_supported,
)
from findling.base.errors.parsing import (
    DocumentParsingError,
    ImmenseTermError,
    InputCoercionError,
    JsonEndError,
    JsonParseError,
    MapperError,
    MapperParsingError,
    MaxBytesLengthExceededError,
    NamedObjectNotFoundError,
    ParseError,
    ParsingError,
    StrictDynamicMappingError,
    XContentEndError,
    XContentParseError,
)
from findling.base.errors.resources import (
    AliasesNotFoundError,
    DocumentMissingError,
    DocumentSourceMissingError,
    IndexClosedError,
    IndexGoneError,
    IndexNotFoundError,
    IndexShardClosedError,
    IndexTemplateMissingError,
    InvalidAliasNameError,
    InvalidIndexNameError,
    InvalidIndexTemplateError,
    RepositoryMissingError,
    ResourceAlreadyExistsError,
    ResourceNotFoundError,
    RoutingMissingError,
    ShardNotFoundError,
    StreamExcludedError,
    UnresolvedIndexError,
    VersionConflictError,
)
from findling.base.errors.searching import (
    AggregationExecutionError,
    CategoriesError,
    ClassCastError,
    ExpansionError,
    GeneralScriptError,
    InvalidAggregationPathError,
    InvalidPathError,
    JavaArithmeticError,
    MisplacedAggregationError,
    MissingStatisticsError,
    MissingValuesError,
    MustacheError,
    NullPointerError,
    QueryShardError,
    QueryValidationError,
    RemoteStatusError,
    SampledCountsError,
    ScriptError,
    SearchContextMissingError,
    SearchPhaseExecutionError,
    SearchStateError,
    SizeLimitExceededError,
    StatusError,
    StringIndexOutOfBoundsError,
    SubmittedSearchError,
    TaskCancelledError,
    TokenLimitError,
    TooComplexError,
    TooManyBucketsError,
    TooManyClausesError,
    TooManyNestedClausesError,
    TooManyScrollsError,
)
from findling.base.errors.service import (
    AuthenticationError,
    BufferUnderflowError,
    CircuitBreakingError,
    ClusterBlockError,
    ConnectError,
    ContentTooLargeError,
    CorruptIndexError,
    DiskFullError,
    EndOfFileError,
    MediaTypeError,
    NoShardAvailableError,
    PartlyVisibleError,
    RejectedExecutionError,
    RequestStatusError,
    RetryableBlockError,
    SecurityError,
    ServiceAccountTokenError,
    SlowConsumerError,
    StateNotStoredError,
    StorageError,
    TranslogCorruptedError,
    UnavailableShardsError,
    UnsupportedContentTypeError,
)

__all__ = [
    "CLOSING",
    "ActionRequestValidationError",
    "AggregationExecutionError",
    "AliasesNotFoundError",
    "ArrayIndexOutOfBoundsError",
    "AuthenticationError",
    "BrokenStateError",
    "BufferUnderflowError",
    "CategoriesError",
    "CircuitBreakingError",
    "ClassCastError",
    "ClusterBlockError",
    "ConnectError",
    "ContentTooLargeError",
    "CorruptIndexError",
    "DateTimeError",
    "DateTimeParseError",
    "DiskFullError",
    "DocumentMissingError",
    "DocumentParsingError",
    "DocumentSourceMissingError",
    "EndOfFileError",
    "ExpansionError",
    "FindlingError",
    "GeneralScriptError",
    "IllegalArgumentError",
    "IllegalStateError",
    "ImmenseTermError",
    "IndexClosedError",
    "IndexGoneError",
    "IndexNotFoundError",
    "IndexOutOfBoundsError",
    "IndexShardClosedError",
    "IndexTemplateMissingError",
    "InputCoercionError",
    "InvalidAggregationPathError",
    "InvalidAliasNameError",
    "InvalidIndexNameError",
    "InvalidIndexTemplateError",
    "InvalidPathError",
    "InvocationTargetError",
    "JavaArithmeticError",
    "JsonEndError",
    "JsonParseError",
    "MapperError",
    "MapperParsingError",
    "MaxBytesLengthExceededError",
    "MediaTypeError",
    "MisplacedAggregationError",
    "MissingStatisticsError",
    "MissingValuesError",
    "MustacheError",
    "NamedObjectNotFoundError",
    "NoShardAvailableError",
    "NotSupportedError",
    "NullPointerError",
    "NumberFormatError",
    "ParseError",
    "ParsingError",
    "PartlyVisibleError",
    "QueryShardError",
    "QueryValidationError",
    "RejectedExecutionError",
    "RemoteStatusError",
    "RepositoryMissingError",
    "RequestStatusError",
    "ResourceAlreadyExistsError",
    "ResourceNotFoundError",
    "RetryableBlockError",
    "RoutingMissingError",
    "SampledCountsError",
    "ScriptError",
    "SearchContextMissingError",
    "SearchPhaseExecutionError",
    "SearchStateError",
    "SecurityError",
    "ServiceAccountTokenError",
    "SettingsError",
    "ShardNotFoundError",
    "SizeLimitExceededError",
    "SlowConsumerError",
    "StateNotStoredError",
    "StatusError",
    "StorageError",
    "StreamExcludedError",
    "StrictDynamicMappingError",
    "StringIndexOutOfBoundsError",
    "SubmittedSearchError",
    "TaskCancelledError",
    "TokenLimitError",
    "TooComplexError",
    "TooManyBucketsError",
    "TooManyClausesError",
    "TooManyNestedClausesError",
    "TooManyScrollsError",
    "TranslogCorruptedError",
    "UnavailableShardsError",
    "UncollectableError",
    "UnparsableNumberError",
    "UnresolvedIndexError",
    "UnsupportedContentTypeError",
    "UnsupportedFieldError",
    "UnsupportedOperationError",
    "ValidationError",
    "VersionConflictError",
    "XContentEndError",
    "XContentParseError",
    "ZoneRulesError",
    "not_supported",
]
