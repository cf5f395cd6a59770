"""What of an answer is compared."""

from __future__ import annotations

import re
from typing import Any, Final

_LEFT_OUT: Final = frozenset(
    {
        "took",
        "uuid",
        "index_uuid",
        "history_uuid",
        "creation_date",
        "creation_date_string",
        "_node",
        "node",
        "suppressed",
        "root_cause",
        "start_time",
        "end_time",
        "start_time_in_millis",
        "end_time_in_millis",
        "duration_in_millis",
        "duration",
        "ingest_took",
        "timestamp",
        "cluster_name",
        "script_stack",
        "position",
        "created",
        "build_date",
        "resize_source_uuid",
        "sync_id",
        "translog_uuid",
        "initial_recovery",
        "_id_of_snapshot",
        "transport_version",
        "index_version",
        "total_time_in_millis",
        "incremental_size_in_bytes",
        "size_in_bytes",
        "running_time_in_nanos",
        "start_time_millis",
        "deprecated_date",
        "created_date",
        "created_date_millis",
        "modified_date",
        "modified_date_millis",
    }
)
_PLACES: Final = (
    (re.compile(r"^\[(-1|\d+):(-1|\d+)\] "), ""),
    (re.compile(r"\(byte\[\]\)\"(?:[^\"\\]|\\.)*\"(?:\[truncated[^\]]*\])?"), "(bytes)"),
    (re.compile(r"(?<=[/\[])[A-Za-z0-9_-]{22}(?=[\]/])"), "UUID"),
    (re.compile(r"_id: '[A-Za-z0-9_-]{20}'"), "_id: 'ID'"),
    (re.compile(r"line: \d+, column: \d+"), "line: N, column: N"),
    (re.compile(r"(?<=simulate_template_)[\w-]{22}|(?<=simulate_index_template_)[\w-]{22}"), "ID"),
    (re.compile(r"\{[^{}]*\}\{[^{}]*\}\{127[^\n]*"), "{NODE}"),
    (re.compile(r"(uid|uuid)\[[^\]]*\]|(?<=snapshot )\S+/\S{22}"), "UUID"),
    (re.compile(r"org\.opensearch"), "org.elasticsearch"),
    (re.compile(r"sun\.nio\S*|(?<=/)\S*home-\d+\S*"), "PATH"),
)
# several indices, in the order of a hash table
_SET: Final = re.compile(r"(?<=for open indices \[)\[.*\](?=\])")
_MADE: Final = re.compile(r"[A-Za-z0-9_-]{20}|[A-Za-z0-9_-]{22}")


def told(status: int, body: Any, is_judge: bool = False) -> Any:
    """Returns status and answer without what differs from one run, or one installation, to the next.

    A judge's 500 counts as 400: Findling answers what a client did wrong with 4xx, whatever Elasticsearch does.
    """
    if is_judge and status == 500:
        status = 400
        body = {**body, "status": 400} if isinstance(body, dict) else body
    return {"status": status, "body": _plain(body)}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if "script_stack" in value:  # of a script that failed the judge's stand-in knows no text
            value = {name: entry for name, entry in value.items() if name != "script"}
        return {
            _text(name): _member(name, entry)
            for name, entry in value.items()
            if name.removeprefix("index.") not in _LEFT_OUT
        }
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return _text(value) if isinstance(value, str) else value


def _member(name: str, value: Any) -> Any:
    if name == "_id" and isinstance(value, str) and _MADE.fullmatch(value):
        return "ID"
    if name == "version" and isinstance(value, dict):
        return {}
    return _plain(value)


def _text(text: str) -> str:
    for pattern, instead in _PLACES:
        text = pattern.sub(instead, text)
    return _SET.sub(lambda found: ", ".join(sorted(found[0].split(", "))), text)


def kind_of(subject: str, request_line: str, lines: list[str]) -> str:
    """Returns what is the same for differences of one kind: the first, without names and numbers."""
    first = re.sub(r"\d+", "#", lines[0])
    return f"{subject}: {re.sub(r'opsx[-a-z0-9#*]*', 'NAME', first)[:170]}"
