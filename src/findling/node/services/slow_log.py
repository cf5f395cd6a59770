"""The slow log of searches: a line for each phase that took longer than an index's settings allow.

    index.search.slowlog.threshold.query.warn: 1s        and info, debug, trace; likewise threshold.fetch

Lines go to the loggers `index.search.slowlog.query` and `index.search.slowlog.fetch` at the level whose threshold was
reached. There is no level `trace` in Python: its lines are those of `debug`.
"""

import logging
from collections.abc import Mapping
from typing import Any, Final, Literal

import orjson

from findling.cluster.index_settings import get_setting

Phase = Literal["query", "fetch"]
_LEVELS: Final = {"warn": logging.WARNING, "info": logging.INFO, "debug": logging.DEBUG, "trace": logging.DEBUG}
_PREFIX: Final = "index.search.slowlog.threshold"
_THRESHOLDS: Final = {
    phase: tuple((f"{_PREFIX}.{phase}.{level}", severity) for level, severity in _LEVELS.items())
    for phase in ("query", "fetch")
}
_MOST_CHARACTERS: Final = 1000


def log_slow_search(
    settings: Mapping[str, Any], index: str, phase: Phase, elapsed_ms: float, hits: int | None, body: Mapping[str, Any]
) -> None:
    """Writes a line if a phase took longer than an index allows.

    settings: of the index, flat; hits: that were found, or fetched; body: the search as it came in
    """
    for key, severity in _THRESHOLDS[phase]:
        if key in settings and 0 <= get_setting(settings, key) <= elapsed_ms:
            source = orjson.dumps(body, default=str).decode()[:_MOST_CHARACTERS]
            logger = logging.getLogger(f"index.search.slowlog.{phase}")
            logger.log(severity, "slow search index=%s took_ms=%d hits=%s source=%s", index, elapsed_ms, hits, source)
            return
