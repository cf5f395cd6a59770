"""What the fields of time series become in a downsampled index."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from findling.mapping.time_series.bounds import TIMESTAMP
from findling.mapping.types.metrics.aggregate_metric_double import METRICS


@dataclass(slots=True)
class SeriesFields:
    """Full names of fields by what they are. gauges: those whose figures are kept, others keep their last value"""

    dimensions: list[str] = field(default_factory=list)
    counters: list[str] = field(default_factory=list)
    gauges: list[str] = field(default_factory=list)


_AGGREGATED: Final = "aggregate_metric_double"


def series_fields(mapping: Mapping[str, Any]) -> SeriesFields:
    """Returns the dimensions and metrics of a mapping."""
    found = SeriesFields()
    for name, definition in _leaves(mapping.get("properties", {}), ""):
        if definition.get("time_series_dimension") in (True, "true"):
            found.dimensions.append(name)
        elif definition.get("time_series_metric") == "counter":
            found.counters.append(name)
        elif definition.get("time_series_metric") == "gauge" or definition.get("type") == _AGGREGATED:
            found.gauges.append(name)
    return found


def _leaves(properties: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, definition in properties.items():
        if "properties" in definition:
            yield from _leaves(definition["properties"], f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", definition


def downsampled_mapping(mapping: Mapping[str, Any], interval: str) -> dict[str, Any]:
    """Returns the mapping of the index that keeps one document for an interval."""
    properties = _downsampled(mapping.get("properties", {}))
    stamp = dict(properties.get(TIMESTAMP, {"type": "date"}))
    stamp.pop("ignore_malformed", None)
    properties[TIMESTAMP] = {**stamp, "meta": {"fixed_interval": interval, "time_zone": "UTC"}}
    return {**mapping, "properties": properties}


def _downsampled(properties: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, definition in properties.items():
        if "properties" in definition:
            made[name] = {**definition, "properties": _downsampled(definition["properties"])}
        elif definition.get("time_series_metric") == "gauge" and definition.get("type") != _AGGREGATED:
            made[name] = {
                "type": _AGGREGATED,
                "metrics": list(METRICS),
                "default_metric": "max",
                "time_series_metric": "gauge",
            }
        else:
            made[name] = definition
    return made
