"""Errors of pipelines and their processors.

FindlingError
├── GraphStructureError             graph_structure_exception           500
├── FailProcessorError              fail_processor_exception            500
├── DissectFindMatchError           find_match                          500
├── DissectKeyError                 key_parse                           500
├── DissectPatternError             pattern_parse                       500
├── IngestStateError                illegal_state_exception             500
├── IndexOutOfBoundsError           index_out_of_bounds_exception       400
├── PatternSyntaxError              pattern_syntax_exception            400
└── WrappedError                    exception                           500
"""

from typing import Final

from findling.base.errors import FindlingError


class GraphStructureError(FindlingError):
    """Pipelines that call each other in circles, or too deep."""

    type = "graph_structure_exception"
    status = 500


class FailProcessorError(FindlingError):
    """What the processor `fail` raises."""

    type = "fail_processor_exception"
    status = 500


class DissectFindMatchError(FindlingError):
    """A text that a pattern of `dissect` does not match."""

    type = "find_match"
    status = 500


class DissectKeyError(FindlingError):
    """A key of a pattern of `dissect` that cannot be read."""

    type = "key_parse"
    status = 500


class DissectPatternError(FindlingError):
    """A pattern of `dissect` that cannot be read."""

    type = "pattern_parse"
    status = 500


class IngestStateError(FindlingError):
    """A document that its pipelines send where it cannot go."""

    type = "illegal_state_exception"
    status = 500


class IndexOutOfBoundsError(FindlingError):
    """A group that a regular expression has not."""

    type = "index_out_of_bounds_exception"
    status = 400


class PatternSyntaxError(FindlingError):
    """A text that is no regular expression."""

    type = "pattern_syntax_exception"
    status = 400


_JAVA_CLASSES: Final = {
    "illegal_argument_exception": "java.lang.IllegalArgumentException",
    "zone_rules_exception": "java.time.zone.ZoneRulesException",
    "pattern_syntax_exception": "java.util.regex.PatternSyntaxException",
    "pattern_parse": "org.elasticsearch.dissect.DissectException$PatternParse",
    "key_parse": "org.elasticsearch.dissect.DissectException$KeyParse",
}


class WrappedError(FindlingError):
    """An error that is none of Elasticsearch's own, as it is told when a processor cannot be made."""

    type = "exception"
    status = 500


def as_told(error: FindlingError) -> FindlingError:
    """Returns the error that is told where a processor cannot be made."""
    java_class = _JAVA_CLASSES.get(error.type)
    if java_class is None:
        return error
    wrapped = WrappedError(f"{java_class}: {error.reason}")
    wrapped.__cause__ = error
    return wrapped


class GrokTimeoutError(FindlingError):
    """A text that took a pattern of `grok` too long."""

    type = "runtime_exception"
    status = 500
