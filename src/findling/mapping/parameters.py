"""The parameters of a field definition: name, default, how the JSON is read, whether an update may change it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple, cast

from findling.base.errors import IllegalArgumentError, MapperParsingError, NumberFormatError
from findling.base.java_collections import in_map_order
from findling.base.java_values import class_name, no_cast, shown


class Place(NamedTuple):
    """Where a value stands: the parameter, and the field's own name."""

    parameter: str
    field: str


Reader = Callable[[Place, Any], Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a field type.

    read: (place, JSON value) -> value; raises MapperParsingError or IllegalArgumentError
    updateable: whether a later mapping may give another value
    accepts_null: whether JSON null is a value rather than an error
    reads_null: whether `read` says what is to be said of null
    ignored: read and dropped, because older clients still send it
    printed_if_given: even a value like the default, because index settings may give another default
    """

    name: str
    default: Any
    read: Reader
    updateable: bool = False
    accepts_null: bool = False
    reads_null: bool = False
    ignored: bool = False
    printed_if_given: bool = False


def boolean_value(value: object) -> bool:
    """Reads true, false, "true" or "false"; raises IllegalArgumentError."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise IllegalArgumentError(f"Failed to parse value [{shown(value)}] as only [true] or [false] are allowed.")


def integer_value(value: object) -> int:
    """Reads a whole number of 32 bits, also from text; raises NumberFormatError, IllegalArgumentError for fractions."""
    if isinstance(value, float) and not value.is_integer():
        raise IllegalArgumentError(f"{shown(value)} is not an integer value")
    try:
        if isinstance(value, bool | list | dict):
            raise ValueError
        number = int(cast(Any, value))
        if not -(2**31) <= number < 2**31:
            raise ValueError
        return number
    except (TypeError, ValueError, OverflowError):
        raise NumberFormatError.of(shown(value)) from None


def number_value(value: object) -> float:
    """Reads a finite or infinite number, also from text; raises NumberFormatError."""
    try:
        if isinstance(value, bool | list | dict):
            raise ValueError
        return float(cast(Any, value))
    except (TypeError, ValueError):
        raise (NumberFormatError.of(shown(value)) if value != "" else NumberFormatError("empty String")) from None


def read_boolean(at: Place, value: object) -> bool:
    """Reads true or false, see `boolean_value`."""
    return boolean_value(value)


def read_integer(at: Place, value: object) -> int:
    """Reads a whole number, see `integer_value`."""
    return integer_value(value)


def read_natural(at: Place, value: object) -> int:
    """Reads a whole number that is not negative."""
    number = integer_value(value)
    if number < 0:
        raise IllegalArgumentError(f"[{at.parameter}] must be positive, got [{number}]")
    return number


def read_number(at: Place, value: object) -> float:
    """Reads a number, see `number_value`."""
    return number_value(value)


def read_string(at: Place, value: object) -> str:
    """Reads any value as the text that Java makes of it."""
    return shown(value)


def read_any(at: Place, value: object) -> object:
    """Keeps the JSON value as it is."""
    return value


def read_object(at: Place, value: object) -> dict[str, Any]:
    """Reads a JSON object."""
    if not isinstance(value, dict):
        raise no_cast(class_name(value), "java.util.Map")
    return value


def read_meta(at: Place, value: object) -> dict[str, object]:
    """Reads `meta`: at most 5 entries of short text."""
    if not isinstance(value, dict):
        raise MapperParsingError(f"[meta] must be an object, got {_with_class(value)} for field [{at.field}]")
    if len(value) > 5:
        raise MapperParsingError(f"[meta] can't have more than 5 entries, but got {len(value)} for field [{at.field}]")
    for key, entry in value.items():
        if len(key) > 20:
            raise MapperParsingError(
                f"[meta] keys can't be longer than 20 chars, but got [{key}] for field [{at.field}]"
            )
        if not isinstance(entry, str):
            raise MapperParsingError(
                f"[meta] values can only be strings, but got {_with_class(entry)} for field [{at.field}]"
            )
        if len(entry) > 50:
            raise MapperParsingError(
                f"[meta] values can't be longer than 50 chars, but got [{entry}] for field [{at.field}]"
            )
    return value


def _with_class(value: object) -> str:
    """Returns the class of a JSON value in Java, without its package, and the value."""
    return f"{class_name(value).rpartition('.')[2]}[{shown(value)}]"


def refuse_boost(at: Place, value: object) -> None:
    """Raises MapperParsingError: weights of fields went with indices of version 7."""
    raise MapperParsingError(f"Unknown parameter [boost] on mapper [{at.field}]")


def read_script(at: Place, value: object) -> object:
    """Refuses a script, rather than leaving the field empty without a word."""
    if not isinstance(value, str | dict):
        raise IllegalArgumentError("Script value should be a String or a Map")
    raise MapperParsingError(f"[{at.parameter}] is not supported in [properties]: declare the field in [runtime]")


def one_of(*allowed: str) -> Reader:
    """Returns a reader that takes only the given words."""

    def read(at: Place, value: object) -> str:
        if value not in allowed:
            names = ", ".join(allowed)
            raise MapperParsingError(
                f"Unknown value [{shown(value)}] for field [{at.parameter}] - accepted values are [{names}]"
            )
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


def source_keep(value: object) -> str:
    """Reads which values a synthetic source keeps as they are."""
    if value not in ("none", "arrays", "all"):
        raise IllegalArgumentError(
            f"Unknown synthetic_source_keep value [{shown(value)}], accepted values are [none,arrays,all]"
        )
    return str(value)


META = Parameter("meta", {}, read_meta, updateable=True)
INDEX = boolean("index", True)
DOC_VALUES = boolean("doc_values", True)
STORE = boolean("store", False)
IGNORE_MALFORMED = Parameter("ignore_malformed", False, read_boolean, updateable=True, printed_if_given=True)
COERCE = Parameter("coerce", True, read_boolean, updateable=True, printed_if_given=True)
BOOST = Parameter("boost", None, refuse_boost, reads_null=True)
SCRIPT = Parameter("script", None, read_script, accepts_null=True)
ON_SCRIPT_ERROR = Parameter("on_script_error", "fail", one_of("fail", "continue"))
SYNTHETIC_SOURCE_KEEP = Parameter(
    "synthetic_source_keep", "none", lambda at, value: source_keep(value), reads_null=True, printed_if_given=True
)
SIMILARITY = Parameter("similarity", None, read_string, accepts_null=True)
DIMENSION = boolean("time_series_dimension", False)


def metric(*allowed: str) -> Parameter:
    """What a field measures, for time series."""
    return Parameter("time_series_metric", None, one_of(*allowed), accepts_null=True)


def table(*parameters: Parameter) -> Mapping[str, Parameter]:
    """Returns the parameters by name, with those that every type has, in the order in which they are printed."""
    common = (META, BOOST, SYNTHETIC_SOURCE_KEEP)
    return {parameter.name: parameter for parameter in (*parameters, *common)}


def with_default(parameter: Parameter, default: object) -> Parameter:
    """Returns the same parameter with another default."""
    return replace(parameter, default=default)


@lru_cache(maxsize=1024)
def _asked_order(names: tuple[str, ...]) -> tuple[str, ...]:
    """Returns names in the order that Elasticsearch looks at them in; many fields have the same."""
    return tuple(in_map_order(names))


def read_parameters(
    leaf: str, type_name: str, table: Mapping[str, Parameter], definition: Mapping[str, object]
) -> dict[str, object]:
    """Returns the explicit parameters of a field definition, read and checked.

    leaf: the field's own name, for messages
    Raises MapperParsingError for an unknown parameter, a null or a wrong value.
    """
    values: dict[str, Any] = {}
    # in Elasticsearch's order, so that of several wrong parameters the same one is named; `type` has its place there
    for name in _asked_order(("type", *definition)):
        if name in definition:
            value, parameter = definition[name], table.get(name)
            if parameter is None:
                raise MapperParsingError(f"unknown parameter [{name}] on mapper [{leaf}] of type [{type_name}]")
            if value is not None or parameter.reads_null:
                read = parameter.read(Place(name, leaf), value)
            elif parameter.accepts_null:
                read = None
            else:
                raise MapperParsingError(
                    f"[{name}] on mapper [{leaf}] of type [{type_name}] must not have a [null] value"
                )
            if not parameter.ignored:
                values[name] = read
    return {name: values[name] for name in definition if name in values}
