"""`index_options` of dense_vector: how vectors are indexed for kNN searches."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.base.java_values import class_name, no_cast, shown
from findling.mapping.parameters import Place, boolean_value, integer_value, number_value

HNSW: Final[Mapping[str, int]] = {"m": 16, "ef_construction": 100}
QUANTIZED: Final = ("int8_hnsw", "int4_hnsw", "int8_flat", "int4_flat")
GRAPHS: Final = ("hnsw", "int8_hnsw", "int4_hnsw", "bbq_hnsw")
OVERSAMPLE: Final = 3.0
BBQ_BY_DEFAULT: Final = 384
LEAST_BBQ_DIMS: Final = 64
TYPES: Final = ("hnsw", "int8_hnsw", "int4_hnsw", "bbq_hnsw", "flat", "int8_flat", "int4_flat", "bbq_flat", "bbq_disk")
# how coarse the numbers are that vectors are compared by
_UPDATES: Final[Mapping[str, int]] = {
    "hnsw": 0, "flat": 0, "int8_hnsw": 1, "int8_flat": 1, "int4_hnsw": 2, "int4_flat": 2, "bbq_hnsw": 3, "bbq_flat": 3,
}  # fmt: skip


def read_index_options(at: Place, value: object) -> dict[str, object]:
    """Reads the options and fills in defaults; raises MapperParsingError."""
    if not isinstance(value, dict):
        raise no_cast(class_name(value), "java.util.Map")
    kind = value.get("type")
    if kind is None:
        raise MapperParsingError(f"[{at.parameter}] requires field [type] to be configured")
    if kind not in TYPES:
        raise MapperParsingError(f"Unknown vector index options type [{shown(kind)}] for field [{at.parameter}]")
    rest = {key: entry for key, entry in value.items() if key != "type"}
    _read_on_disk(kind, rest)
    options: dict[str, Any] = {"type": kind}
    if kind.endswith("hnsw"):
        options |= {key: integer_value(rest.pop(key, default)) for key, default in HNSW.items()}
        _check_graph(options)
    if kind in QUANTIZED and "confidence_interval" in rest:
        options["confidence_interval"] = _interval(rest.pop("confidence_interval"))
    elif kind.startswith("int4"):
        options["confidence_interval"] = 0.0
    if "rescore_vector" in rest and kind not in ("hnsw", "flat"):
        options["rescore_vector"] = _rescoring(rest.pop("rescore_vector"))
    elif kind.startswith("bbq"):
        options["rescore_vector"] = {"oversample": OVERSAMPLE}
    if rest:
        unknown = "".join(f" [{key} : {shown(entry)}]" for key, entry in rest.items())
        raise MapperParsingError(f"Mapping definition for [{at.parameter}] has unsupported parameters: {unknown}")
    return options


def default_index_options(dims: int | None) -> dict[str, object] | None:
    """Returns the options of indexed vectors of floats; None until the number of dimensions is known."""
    if dims is None:
        return None
    if dims >= BBQ_BY_DEFAULT:
        return {"type": "bbq_hnsw", **HNSW, "rescore_vector": {"oversample": OVERSAMPLE}}
    return {"type": "int8_hnsw", **HNSW}


def check_index_options(options: Mapping[str, Any], dims: int | None, element_type: str) -> None:
    """Raises IllegalArgumentError for options that vectors of this kind cannot have."""
    kind = options["type"]
    if dims is not None and kind.startswith("int4") and dims % 2:
        raise IllegalArgumentError(f"{kind} only supports even dimensions; provided={dims}")
    if dims is not None and kind.startswith("bbq") and dims < LEAST_BBQ_DIMS:
        raise IllegalArgumentError(f"{kind} does not support dimensions fewer than {LEAST_BBQ_DIMS}; provided={dims}")
    if element_type != "float" and kind not in ("hnsw", "flat"):
        raise IllegalArgumentError(f"[element_type] cannot be [{element_type}] when using index type [{kind}]")


def may_become(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Tells whether options may be updated: to coarser numbers, to a graph, to more links; never back."""
    before, after = str(old["type"]), str(new["type"])
    if before not in _UPDATES or after not in _UPDATES:
        return before == after
    if before.endswith("hnsw") and not after.endswith("hnsw"):
        return False
    return _UPDATES[before] <= _UPDATES[after] and int(old.get("m", 0)) <= int(new.get("m", 0))


def quantized_bits(options: Mapping[str, Any]) -> int:
    """Returns how many bits the numbers have that vectors are compared by first; 0 if that is the vectors themselves.

    Where Elasticsearch compares single bits, 7 are compared here: what is found so is compared by the vectors anyway.
    """
    kind = str(options["type"])
    return 4 if kind.startswith("int4") else 7 if kind.startswith(("int8", "bbq")) else 0


def confidence_interval(options: Mapping[str, Any]) -> float | None:
    """Returns the share of values that quantization spans, as VectorStructures has it."""
    given: float | None = options.get("confidence_interval")
    return 0.0 if given is None and str(options["type"]).startswith("int4") else given


def _read_on_disk(kind: str, rest: dict[str, Any]) -> None:
    """Takes `on_disk_rescore` out, which changes nothing here."""
    wanted = boolean_value(rest.pop("on_disk_rescore", False))
    if wanted and (kind not in GRAPHS or kind == "hnsw"):
        raise IllegalArgumentError("on_disk_rescore is only supported for indexed and quantized vector types")


def _check_graph(options: Mapping[str, Any]) -> None:
    for key, most in (("m", 512), ("ef_construction", 3200)):
        if not 0 < options[key] <= most:
            raise MapperParsingError(f"[{key}] must be in the range [1, {most}] but was [{options[key]}]")


def _interval(value: object) -> float:
    interval = number_value(value)
    if interval != 0 and not 0.9 <= interval <= 1:
        raise MapperParsingError(
            f"confidence_interval must be between 0.9 and 1.0 or 0 for dynamic; got [{shown(value)}]"
        )
    return interval


def _rescoring(value: object) -> dict[str, object]:
    if not isinstance(value, dict) or set(value) != {"oversample"}:
        raise MapperParsingError("Invalid rescore_vector value. Missing required field oversample")
    oversample = number_value(value["oversample"])
    if oversample != 0 and not 1 <= oversample < 10:
        raise MapperParsingError("oversample must be greater than 1 and less than 10")
    return {"oversample": oversample}
