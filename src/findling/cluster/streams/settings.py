"""Settings of the cluster that concern all data streams, and what they come to for one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.settings import Setting, duration, integer, parse_bool, parse_list, parse_text
from findling.base.units import parse_time_ms

DEFAULT_RETENTION: Final = "data_streams.lifecycle.retention.default"
MAX_RETENTION: Final = "data_streams.lifecycle.retention.max"
FAILURES_RETENTION: Final = "data_streams.lifecycle.retention.failures_default"
FAILURE_STORE: Final = "data_streams.failure_store.enabled"
ROLLOVER: Final = "cluster.lifecycle.default.rollover"
STREAM_POLL: Final = "data_streams.lifecycle.poll_interval"
POLICY_POLL: Final = "indices.lifecycle.poll_interval"
ONLY_IF_DOCUMENTS: Final = "indices.lifecycle.rollover.only_if_has_documents"

_DAY_MS: Final = 86_400_000
# the age at which an index is rolled over whose documents stay so long
_AUTOMATIC: Final = ((_DAY_MS, "1h"), (14 * _DAY_MS, "1d"), (90 * _DAY_MS, "7d"))

_CONDITIONS: Final = "max_age=auto,max_primary_shard_size=50gb,min_docs=1,max_primary_shard_docs=200000000"

SETTINGS: Final = (
    Setting(DEFAULT_RETENTION, duration(-1), "-1"),
    Setting(MAX_RETENTION, duration(-1), "-1"),
    Setting(FAILURES_RETENTION, duration(-1), "30d"),
    Setting(FAILURE_STORE, parse_list, []),
    Setting(ROLLOVER, parse_text, _CONDITIONS),
    Setting(STREAM_POLL, duration(1000), "5m"),
    Setting(POLICY_POLL, duration(1000), "10m"),
    Setting(ONLY_IF_DOCUMENTS, parse_bool, "true"),
    Setting("indices.lifecycle.history_index_enabled", parse_bool, "true"),
    Setting("time_series.poll_interval", duration(60_000), "5m"),
    Setting("plugins.index_state_management.enabled", parse_bool, "true"),
    Setting("plugins.index_state_management.job_interval", integer(1), "5"),
    Setting("plugins.index_state_management.*", parse_text),
)

Ask = Callable[[str], Any]
"""Value of a cluster setting as text, None if it is not set."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long documents stay: as text, None for ever; and who says so."""

    text: str | None
    source: str

    @property
    def ms(self) -> int | None:
        return None if self.text is None else parse_time_ms(self.text, "data_retention")


def global_retention(ask: Ask, failures: bool = False) -> dict[str, str]:
    """Returns the `default_retention` and `max_retention` that are set for all streams."""
    said = {
        "default_retention": ask(FAILURES_RETENTION) or "30d" if failures else ask(DEFAULT_RETENTION),
        "max_retention": ask(MAX_RETENTION),
    }
    return {name: text for name, text in said.items() if text not in (None, "-1")}


def effective_retention(lifecycle: Mapping[str, Any], for_all: Mapping[str, str]) -> Retention:
    """Returns how long a stream's documents really stay. for_all: see `global_retention`"""
    own = Retention(lifecycle.get("data_retention"), "data_stream_configuration")
    if not lifecycle.get("enabled", True):
        return Retention(None, own.source)
    if own.text is None and "default_retention" in for_all:
        own = Retention(for_all["default_retention"], "default_global_retention")
    most = for_all.get("max_retention")
    if most is not None and (own.ms is None or own.ms > parse_time_ms(most, MAX_RETENTION)):
        return Retention(most, "max_global_retention")
    return own


def rollover_conditions(ask: Ask, retention: Retention) -> tuple[dict[str, str], bool]:
    """Returns the conditions on which backing indices are rolled over, and whether the age among them is automatic."""
    text = ask(ROLLOVER) or _CONDITIONS
    said = dict(part.split("=", 1) for part in str(text).split(",") if "=" in part)
    automatic = said.get("max_age") == "auto"
    if automatic:
        said["max_age"] = _automatic_age(retention.ms)
    return said, automatic


def _automatic_age(retention_ms: int | None) -> str:
    if retention_ms is not None:
        for least_ms, age in _AUTOMATIC:
            if retention_ms <= least_ms:
                return age
    return "30d"


def check_retention(settings: Mapping[str, Any]) -> None:
    """Raises IllegalArgumentError if documents would stay longer by default than they may."""
    default, most = (str(settings.get(name) or "-1") for name in (DEFAULT_RETENTION, MAX_RETENTION))
    if "-1" not in (default, most) and parse_time_ms(default, "") > parse_time_ms(most, ""):
        raise IllegalArgumentError(
            f"Setting [{DEFAULT_RETENTION}={default}] cannot be greater than [{MAX_RETENTION}={most}]."
        )


def shown_lifecycle(
    lifecycle: Mapping[str, Any], ask: Ask, include_defaults: bool = False, failures: bool = False
) -> dict[str, Any]:
    """Returns a lifecycle as answers show it, with what it comes to."""
    retention = effective_retention(lifecycle, global_retention(ask, failures))
    shown: dict[str, Any] = {"enabled": lifecycle.get("enabled", True)}
    if lifecycle.get("data_retention") is not None:
        shown["data_retention"] = lifecycle["data_retention"]
    if retention.text is not None:
        shown["effective_retention"] = retention.text
        shown["retention_determined_by"] = retention.source
    if lifecycle.get("downsampling"):
        shown["downsampling"] = lifecycle["downsampling"]
    if include_defaults:
        shown["rollover"] = shown_rollover(ask, retention)
    return shown


def shown_rollover(ask: Ask, retention: Retention) -> dict[str, Any]:
    """Returns the conditions of rollover as answers show them."""
    conditions, automatic = rollover_conditions(ask, retention)
    order = ("min_docs", "max_primary_shard_docs", "max_primary_shard_size")
    keys = [*(key for key in order if key in conditions), *(key for key in conditions if key not in order)]
    shown: dict[str, Any] = {key: _figure(key, conditions[key]) for key in keys}
    if automatic:
        shown["max_age"] = f"{shown['max_age']} [automatic]"
    return shown


def _figure(key: str, value: str) -> int | str:
    return int(value) if key.endswith("_docs") else value
