"""Slow logs: a line for each phase of a search, and each document, that took longer than an index's settings allow.

    index.search.slowlog.threshold.query.warn: 1s              and info, debug, trace; likewise threshold.fetch
    index.indexing.slowlog.threshold.index.warn: 1s
    index.indexing.slowlog.source: 1000                        characters of the document; true: all, false: none
    index.indexing.slowlog.reformat: true                      on one line, without blanks; false: as it came
    index.search.slowlog.include.user: false                   who asked; likewise index.indexing.slowlog.include.user

Lines go to the loggers `index.search.slowlog.query`, `index.search.slowlog.fetch` and `index.indexing.slowlog.index` at
the level whose threshold was reached. In logs of JSON (`--log-format json`) they have the members that Elasticsearch's
have, with the ids of the request. There is no level `trace` in Python: its lines are those of `debug`.
"""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, Literal

import orjson

from findling.base.units import format_time
from findling.base.work.trace import trace_members
from findling.cluster.access import current_access
from findling.cluster.index_settings import get_setting

Phase = Literal["query", "fetch"]
_LEVELS: Final = {"warn": logging.WARNING, "info": logging.INFO, "debug": logging.DEBUG, "trace": logging.DEBUG}
_SEARCH: Final = "index.search.slowlog"
_INDEXING: Final = "index.indexing.slowlog"


def _thresholds(prefix: str) -> tuple[tuple[str, int], ...]:
    return tuple((f"{prefix}.{level}", severity) for level, severity in _LEVELS.items())


_OF_PHASES: Final = {phase: _thresholds(f"{_SEARCH}.threshold.{phase}") for phase in ("query", "fetch")}
_OF_INDEXING: Final = _thresholds(f"{_INDEXING}.threshold.index")
_MOST_CHARACTERS: Final = 1000
_MOST_LINES: Final = 1000
"""So many documents of one batch get a line."""


def log_slow_search(
    settings: Mapping[str, Any],
    index: str,
    phase: Phase,
    elapsed_ms: float,
    hits: int | None,
    body: Mapping[str, Any],
    shards: int = 1,
) -> None:
    """Writes a line if a phase took longer than an index allows.

    settings: of the index, flat; hits: that were found, or fetched; body: the search as it came in
    """
    severity = _severity(_OF_PHASES[phase], settings, elapsed_ms)
    if severity is None:
        return
    source = orjson.dumps(body, default=str).decode()[:_MOST_CHARACTERS]
    members = {
        "elasticsearch.slowlog.total_hits": "-1" if hits is None else f"{hits} hits",
        "elasticsearch.slowlog.stats": orjson.dumps(body.get("stats", []), default=str).decode(),
        "elasticsearch.slowlog.search_type": "QUERY_THEN_FETCH",
        "elasticsearch.slowlog.total_shards": shards,
        "elasticsearch.slowlog.source": source,
        **_who_asks(settings, _SEARCH),
    }
    logging.getLogger(f"{_SEARCH}.{phase}").log(
        severity,
        "slow search index=%s took_ms=%d hits=%s source=%s",
        index, elapsed_ms, hits, source,
        extra={"ecs": _members("elasticsearch.index_search_slowlog", f"[{index}]", elapsed_ms) | members},
    )  # fmt: skip


def log_slow_indexing(
    settings: Mapping[str, Any], index: str, uuid: str, elapsed_ms: float, ids: Sequence[str], sources: Sequence[bytes]
) -> None:
    """Writes a line for each document of a batch whose share of the time is longer than an index allows.

    settings: of the index, flat; elapsed_ms: of the batch; ids, sources: of its documents, n each
    """
    each_ms = elapsed_ms / max(len(ids), 1)
    severity = _severity(_OF_INDEXING, settings, each_ms)
    if severity is None:
        return
    logger = logging.getLogger(f"{_INDEXING}.index")
    who = _who_asks(settings, _INDEXING)
    for id, source in zip(ids[:_MOST_LINES], sources, strict=False):
        shown = _source(settings, bytes(source))
        members = {"elasticsearch.slowlog.id": id, "elasticsearch.slowlog.source": shown}
        ecs = _members("elasticsearch.index_indexing_slowlog", f"[{index}/{uuid}]", each_ms) | members | who
        line = "slow indexing index=%s took_ms=%d id=%s source=%s"
        logger.log(severity, line, index, each_ms, id, shown, extra={"ecs": ecs})


def _severity(thresholds: Sequence[tuple[str, int]], settings: Mapping[str, Any], elapsed_ms: float) -> int | None:
    """Returns the highest level whose threshold was reached; None if none was."""
    for key, severity in thresholds:
        if key in settings and 0 <= get_setting(settings, key) <= elapsed_ms:
            return severity
    return None


def _source(settings: Mapping[str, Any], source: bytes) -> str:
    """Returns as much of a document as the settings want to see."""
    wanted = str(get_setting(settings, f"{_INDEXING}.source"))
    if get_setting(settings, f"{_INDEXING}.reformat"):
        with suppress(orjson.JSONDecodeError):  # what only a lenient parser reads stays as it came
            source = orjson.dumps(orjson.loads(source))
    text = source.decode("utf-8", "replace")
    if wanted in ("true", "false"):
        return text if wanted == "true" else ""
    return text[: int(wanted)]


def _who_asks(settings: Mapping[str, Any], log: str) -> dict[str, str]:
    """Returns the members of who asks, if an index wants them and it is known."""
    access = current_access()
    if access is None or not get_setting(settings, f"{log}.include.user"):
        return {}
    known = {"user.name": access.variables.get("username"), "user.full_name": access.variables.get("full_name")}
    return {name: value for name, value in known.items() if value}


def _members(dataset: str, message: str, elapsed_ms: float) -> dict[str, Any]:
    return {
        "event.dataset": dataset,
        "elasticsearch.slowlog.message": message,
        "elasticsearch.slowlog.took": format_time(elapsed_ms),
        "elasticsearch.slowlog.took_millis": int(elapsed_ms),
        "ecs.version": "1.2.0",
        "service.name": "ES_ECS",
        **trace_members(),
    }
