"""Where Elasticsearch 9 answers otherwise than OpenSearch, whose answers are recorded, and Findling follows it."""

import json
import re
from typing import Any, Final

# what is recorded -> why Elasticsearch does not say so; by its sources, where the server that we ask has no processors
RULES: Final[dict[str, str]] = {
    r"cannot remove metadata field|field \[_version\] doesn't exist": "metadata are checked by their own rules",
    r'"reason": "field \[[^\]]*\] doesn\'t exist"|field path cannot be null': "`remove` tells where the path ends",
    r"is not an integer.*number_format": "reading a path tells no cause",
    r"cannot extract key-value pairs\. \"": "a blank too many",
    r"jackson|UnexpectedEndOfInput": "errors of JSON have line and column",
    r"cannot expend": "a slip of the pen",
    r"java.util.HashMap\] cannot be cast to \[java.util.List\]": "`foreach` goes through objects too",
    r"doesn't support one or more provided configuration parameters": "Elasticsearch has more parameters",
    r"field does not contain a dot": "`*` expands all",
    r"opensearch": "names of classes",
    r"BigInteger": "numbers may be great",
    r"Could not be parsed at index|could not be parsed at index": "ISO 8601 has a parser of its own",
    r"as a size in bytes|Fractional bytes|For input string: \\\"5z|For input string: \\\"1kb": "sizes",
    r"Cannot invoke": "names of Java's variables",
    r"copy_from.*required property is missing": "`copy_from` is not OpenSearch's",
    r"ours: .*(is wrong type, expected|cannot be removed|cannot be null|field \[_\w+\] already exists)": "metadata",
    r'"timezone": "(Europe|\+02).*"(epoch_millis|uuuu|dd/MMM|strict_date|yyyy)': "zones of texts count",
    r'"formats": \[[^\]]*(epoch_millis|uuuu|dd/MMM|strict_date|yyyy)[^\]]*\], "timezone"': "zones of texts count",
    r"\"2020\"": "a year is a date of ISO 8601",
    r"Unclosed character class|Processors\.|class_cast_exception|\"reason\": null": "words not built",
    r"strict_json_parsing|ctx\.keySet|list or map": "Elasticsearch has more parameters, keys and objects",
    r"2020-02-30|ctx\.remove": "words of dates; what is not there cannot be removed",
    r"ours: .*pattern_syntax": "Python's words",
    r'"if": "ctx.a == 1"': "true and 1 may be compared",
}
_REASONS: Final = re.compile("|".join(RULES))


def is_otherwise(pipeline: Any, recorded: Any, ours: Any) -> bool:
    """Whether Elasticsearch is known to answer otherwise."""
    return _REASONS.search(f"{json.dumps(pipeline)} {json.dumps(recorded)} ours: {json.dumps(ours)}") is not None
