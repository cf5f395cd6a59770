"""`index.mode: time_series` and the settings that go with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.mapping.dates import date_formatter

TIMESTAMP: Final = "@timestamp"
MODE: Final = "[index.mode=time_series]"
START: Final = "index.time_series.start_time"
END: Final = "index.time_series.end_time"
_FIRST_MS: Final = -377_705_116_800_000
_LAST_MS: Final = 253_402_300_799_999
_FORMAT: Final = "strict_date_optional_time||epoch_millis"


@dataclass(frozen=True, slots=True)
class TimeSeries:
    """What the settings of an index of time series say.

    routing_path: names and patterns of the fields whose values say which shard a document goes to
    start_ms, end_ms: documents are not before the first and before the second, ms since 1970
    """

    routing_path: tuple[str, ...]
    start_ms: int
    end_ms: int


def time_series_of(settings: Mapping[str, Any]) -> TimeSeries | None:
    """Returns what flat index settings say of time series; None in other modes. Raises IllegalArgumentError."""
    if settings.get("index.mode") != "time_series":
        return None
    path = settings.get("index.routing_path") or ()
    names = path.split(",") if isinstance(path, str) else path
    start, end = settings.get(START), settings.get(END)
    return TimeSeries(
        tuple(name.strip() for name in names),
        _FIRST_MS if start is None else parse_instant(START, start),
        _LAST_MS if end is None else parse_instant(END, end),
    )


def parse_instant(key: str, value: object) -> int:
    """Reads a setting that is an instant, ms since 1970; raises IllegalArgumentError for dates without a time."""
    text = str(value)
    if not text:
        raise IllegalArgumentError("cannot parse empty datetime")
    millis = date_formatter(_FORMAT).parse_millis(text)
    if "T" not in text and not (text.lstrip("-").isdigit() and len(text) > len("9999")):
        raise IllegalArgumentError(f"Failed to parse value [{text}] for setting [{key}]")
    return millis


def check_time_series_settings(settings: Mapping[str, Any]) -> None:
    """Raises IllegalArgumentError where flat index settings do not go with the mode of the index."""
    if settings.get("index.mode") != "time_series":
        for key in ("index.routing_path", START, END):
            if settings.get(key):
                raise IllegalArgumentError(f"[{key}] requires {MODE}")
        return
    if str(settings.get("index.routing_partition_size", "1")) != "1":
        raise IllegalArgumentError(f"{MODE} is incompatible with [index.routing_partition_size]")
    for name in ("field", "order", "mode", "missing"):
        if settings.get(f"index.sort.{name}"):
            raise IllegalArgumentError(f"{MODE} is incompatible with [index.sort.{name}]")
    if not settings.get("index.routing_path"):
        raise IllegalArgumentError(f"{MODE} requires a non-empty [index.routing_path]")
    series = time_series_of(settings)
    if series is not None and series.end_ms < series.start_ms:
        raise IllegalArgumentError(f"{END} must be larger than {START}")
