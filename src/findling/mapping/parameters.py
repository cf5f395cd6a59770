"""The parameters of a field definition: name, default, how the JSON is read, whether an update may change it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from findling.base.errors import IllegalArgumentError, MapperParsingError

Reader = Callable[[str, Any], Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a field type.

    read: (parameter name, JSON value) -> value; raises MapperParsingError or IllegalArgumentError
    updateable: whether a later mapping may give another value
    accepts_null: whether JSON null is a value rather than an error
    ignored: read and dropped, because older clients still send it
    printed_if_given: even a value like the default, because index settings may give another default
    """

    name: str
    default: Any
    read: Reader
    updateable: bool = False
    accepts_null: bool = False
    ignored: bool = False
    printed_if_given: bool = False


def read_boolean(name: str, value: object) -> bool:
    """Reads true, false, "true" or "false"."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise IllegalArgumentError(f"Failed to parse value [{value}] as only [true] or [false] are allowed.")


def read_integer(name: str, value: Any) -> int:
    """Reads a whole number, also from text as Elasticsearch does."""
    try:
        if isinstance(value, bool):
            raise ValueError
        number = int(value)
        if not -(2**31) <= number < 2**31:
            raise ValueError
        return number
    except (TypeError, ValueError, OverflowError):
        raise IllegalArgumentError(
            f'Failed to parse value [{value}] for setting [{name}]: For input string: "{value}"'
        ) from None


def read_natural(name: str, value: object) -> int:
    """Reads a whole number that is not negative."""
    number = read_integer(name, value)
    if number < 0:
        raise IllegalArgumentError(f"[{name}] must be positive, got [{number}]")
    return number


def read_number(name: str, value: Any) -> float:
    """Reads a finite or infinite number, also from text."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise IllegalArgumentError(f'For input string: "{value}"') from None


def read_string(name: str, value: object) -> str:
    """Reads a scalar as text."""
    if isinstance(value, dict | list):
        raise MapperParsingError(f"Expected a string for [{name}] but found [{value}]")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def read_any(name: str, value: object) -> object:
    """Keeps the JSON value as it is."""
    return value


def read_object(name: str, value: object) -> dict[str, Any]:
    """Reads a JSON object."""
    if not isinstance(value, dict):
        raise MapperParsingError(f"[{name}] must be an object, got [{value}]")
    return value


def read_meta(name: str, value: object) -> dict[str, object]:
    """Reads `meta`: at most 5 entries of short text."""
    meta = read_object(name, value)
    if len(meta) > 5:
        raise MapperParsingError(f"[meta] can't have more than 5 entries, but got {len(meta)}")
    for key, entry in meta.items():
        if len(key) > 20:
            raise MapperParsingError(f"[meta] keys can't be longer than 20 chars, but got [{key}]")
        if not isinstance(entry, str):
            raise MapperParsingError(
                f"[meta] values can only be strings, but got {type(entry).__name__}[{entry}] for field"
            )
        if len(entry) > 50:
            raise MapperParsingError(f"[meta] values can't be longer than 50 chars, but got [{entry}]")
    return meta


def read_script(name: str, value: object) -> object:
    """Refuses a script, rather than leaving the field empty without a word."""
    raise MapperParsingError(f"[{name}] is not supported in [properties]: declare the field in [runtime]")


def one_of(*allowed: str) -> Reader:
    """Returns a reader that takes only the given words."""

    def read(name: str, value: object) -> str:
        if value not in allowed:
            names = ", ".join(allowed)
            raise MapperParsingError(f"Unknown value [{value}] for field [{name}] - accepted values are [{names}]")
        return str(value)

    return read


def boolean(name: str, default: bool | None, *, updateable: bool = False) -> Parameter:
    return Parameter(name, default, read_boolean, updateable)


def integer(name: str, default: int | None, *, updateable: bool = False) -> Parameter:
    return Parameter(name, default, read_integer, updateable)


def natural(name: str, default: int, *, updateable: bool = False) -> Parameter:
    return Parameter(name, default, read_natural, updateable)


def string(name: str, default: str | None, *, updateable: bool = False) -> Parameter:
    return Parameter(name, default, read_string, updateable)


def anything(name: str, default: object = None, *, updateable: bool = False) -> Parameter:
    return Parameter(name, default, read_any, updateable)


def null_value(read: Reader = read_any) -> Parameter:
    return Parameter("null_value", None, read, accepts_null=True)


def ignored(name: str) -> Parameter:
    """A parameter of older versions: taken without effect and not printed."""
    return Parameter(name, None, read_any, updateable=True, accepts_null=True, ignored=True)


def read_source_keep(name: str, value: object) -> str:
    """Reads which values a synthetic source keeps as they are."""
    if value not in ("none", "arrays", "all"):
        raise IllegalArgumentError(
            f"Unknown synthetic_source_keep value [{value}], accepted values are [none,arrays,all]"
        )
    return str(value)


META = Parameter("meta", {}, read_meta, updateable=True)
INDEX = boolean("index", True)
DOC_VALUES = boolean("doc_values", True)
STORE = boolean("store", False)
IGNORE_MALFORMED = Parameter("ignore_malformed", False, read_boolean, updateable=True, printed_if_given=True)
COERCE = Parameter("coerce", True, read_boolean, updateable=True, printed_if_given=True)
BOOST = ignored("boost")
INCLUDE_IN_ALL = ignored("include_in_all")
SCRIPT = Parameter("script", None, read_script)
ON_SCRIPT_ERROR = Parameter("on_script_error", "fail", one_of("fail", "continue"))
SYNTHETIC_SOURCE_KEEP = Parameter("synthetic_source_keep", "none", read_source_keep, printed_if_given=True)
DIMENSION = boolean("time_series_dimension", False)


def metric(*allowed: str) -> Parameter:
    """What a field measures, for time series."""
    return Parameter("time_series_metric", None, one_of(*allowed), accepts_null=True)


def table(*parameters: Parameter) -> Mapping[str, Parameter]:
    """Returns the parameters by name, with those that every type has, in the order in which they are printed."""
    common = (META, BOOST, INCLUDE_IN_ALL, SYNTHETIC_SOURCE_KEEP)
    return {parameter.name: parameter for parameter in (*parameters, *common)}


def with_default(parameter: Parameter, default: object) -> Parameter:
    """Returns the same parameter with another default."""
    return replace(parameter, default=default)


def read_parameters(
    leaf: str, type_name: str, table: Mapping[str, Parameter], definition: Mapping[str, object]
) -> dict[str, object]:
    """Returns the explicit parameters of a field definition, read and checked.

    leaf: the field's own name, for messages
    Raises MapperParsingError for an unknown parameter, a null or a wrong value.
    """
    values: dict[str, Any] = {}
    for name, value in definition.items():
        parameter = table.get(name)
        if parameter is None:
            raise MapperParsingError(f"unknown parameter [{name}] on mapper [{leaf}] of type [{type_name}]")
        if value is None and not parameter.accepts_null:
            raise MapperParsingError(f"[{name}] on mapper [{leaf}] of type [{type_name}] must not have a [null] value")
        read = None if value is None else parameter.read(name, value)
        if not parameter.ignored:
            values[name] = read
    return values
