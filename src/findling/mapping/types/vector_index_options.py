"""`index_options` of dense_vector: how vectors are indexed for kNN searches."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import MapperParsingError
from findling.mapping.field_type import shown
from findling.mapping.parameters import read_integer, read_number

HNSW: Final[Mapping[str, int]] = {"m": 16, "ef_construction": 100}
QUANTIZED: Final = ("int8_hnsw", "int4_hnsw", "int8_flat", "int4_flat")
TYPES: Final = ("hnsw", "int8_hnsw", "int4_hnsw", "bbq_hnsw", "flat", "int8_flat", "int4_flat", "bbq_flat", "bbq_disk")


def read_index_options(name: str, value: Any) -> dict[str, Any]:
    """Reads the options and fills in defaults; raises MapperParsingError."""
    if not isinstance(value, dict):
        raise MapperParsingError(f"[{name}] must be an object, got [{shown(value)}]")
    kind = value.get("type")
    if kind is None:
        raise MapperParsingError(f"[{name}] requires field [type] to be configured")
    if kind not in TYPES:
        raise MapperParsingError(f"Unknown vector index options type [{shown(kind)}] for field [{name}]")
    rest = {key: entry for key, entry in value.items() if key != "type"}
    options: dict[str, Any] = {"type": kind}
    if kind.endswith("hnsw"):
        options |= {key: read_integer(key, rest.pop(key, default)) for key, default in HNSW.items()}
        _check_graph(options)
    if kind in QUANTIZED and "confidence_interval" in rest:
        options["confidence_interval"] = _interval(rest.pop("confidence_interval"))
    if "rescore_vector" in rest:
        options["rescore_vector"] = _rescoring(rest.pop("rescore_vector"))
    if rest:
        unknown = ", ".join(f"{key} : {shown(entry)}" for key, entry in rest.items())
        raise MapperParsingError(f"Mapping definition for [{name}] has unsupported parameters:  [{unknown}]")
    return options


def _check_graph(options: Mapping[str, Any]) -> None:
    for key, most in (("m", 512), ("ef_construction", 3200)):
        if not 0 < options[key] <= most:
            raise MapperParsingError(f"[{key}] must be in the range [1, {most}] but was [{options[key]}]")


def _interval(value: Any) -> float:
    interval = read_number("confidence_interval", value)
    if interval != 0 and not 0.9 <= interval <= 1:
        raise MapperParsingError(
            f"confidence_interval must be between 0.9 and 1.0 or 0 for dynamic; got [{shown(value)}]"
        )
    return interval


def _rescoring(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != {"oversample"}:
        raise MapperParsingError("Invalid rescore_vector value. Missing required field oversample")
    oversample = read_number("oversample", value["oversample"])
    if oversample != 0 and not 1 <= oversample < 10:
        raise MapperParsingError("oversample must be greater than 1 and less than 10")
    return {"oversample": oversample}
