"""What an answer must not be, and the indices that requests are about."""

import json
import re
from typing import Final

from tests.batteries.features import corpus
from tests.fuzz.generator import HostileRequest

PYTHON: Final = re.compile(
    rb"Traceback|object has no attribute|NoneType|'(?:str|int|list|dict|float|bool)' object|unhashable type|"
    rb"not supported between instances|invalid literal for int|list index out of range|must be str, not|"
    rb"(?:value|key|type|attribute|index|overflow|assertion|recursion|memory|unicode_\w+)_error\""
)
# what Elasticsearch (or OpenSearch, whose template and search pipelines these are) answers with 500: recorded answers
# in tests/golden have each
AS_ELASTICSEARCH: Final = re.compile(
    rb'"type":"(general_script_exception|mustache_exception|invalid_aggregation_path_exception|'
    rb"aggregation_execution_exception|repository_exception|repository_verification_exception|snapshot_exception|"
    rb"snapshot_restore_exception|"
    rb'index_out_of_bounds_exception)"|Must specify target_size unless|'
    rb'failed to execute term vector request|"health check \('
)
_TRACE: Final = re.compile(rb'"stack_trace":"(?:[^"\\]|\\.)*"')
"""Where Python's words belong: whoever asks for it (`error_trace`) is shown where an error was raised."""
MAPPINGS: Final = {**corpus()["mappings"], "dynamic": True}


def fault(status: int, answer: bytes) -> str | None:
    """Returns what is wrong with an answer, None for nothing: 500 beside Elasticsearch's, or words of Python's."""
    if status == 500 and not AS_ELASTICSEARCH.search(answer):
        return "500"
    found = PYTHON.search(_TRACE.sub(b"", answer))
    return None if found is None else f"says {found.group().decode()!r}"


def preparation() -> list[HostileRequest]:
    """Returns the requests that make everything as it is at the start; they are not hostile."""
    json_type = {"content-type": "application/json"}
    lines = []
    for number, (doc_id, document) in enumerate(corpus()["documents"].items()):
        lines += [{"index": {"_index": "fuzz" if number % 4 else "fuzz-2", "_id": doc_id}}, document]
    bulk = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    new = json.dumps({"mappings": MAPPINGS}).encode()
    clean = json.dumps({"persistent": {"*": None}, "transient": {"*": None}}).encode()
    return [
        HostileRequest("PUT", "/_cluster/settings", json_type, clean),
        HostileRequest("PUT", "/_all/_settings", json_type, b'{"index.blocks.*": null}'),
        HostileRequest("DELETE", "/_all?expand_wildcards=all", {}, b""),
        HostileRequest("DELETE", "/_template/*", {}, b""),
        HostileRequest("DELETE", "/_index_template/*", {}, b""),
        HostileRequest("DELETE", "/_component_template/*", {}, b""),
        HostileRequest("PUT", "/fuzz", json_type, new),
        HostileRequest("PUT", "/fuzz-2", json_type, new),
        HostileRequest("PUT", "/fuzz/_alias/al", {}, b""),
        HostileRequest("POST", "/_bulk?refresh=true", {"content-type": "application/x-ndjson"}, bulk),
    ]
