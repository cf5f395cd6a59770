"""Members of `def` values, looked up when the script runs."""

from collections.abc import Mapping, Sequence

from findling.base.errors import IllegalArgumentError, NullPointerError
from findling.script.first.casts import implicit_cast
from findling.script.first.faults import RuntimeFault
from findling.script.first.methods import MEMBERS, Method, getter
from findling.script.first.types import DEF, boxed, boxed_name, type_of


def get_dynamic(value: object, name: str) -> object:
    """Returns what `value.name` reads: an entry of a map, or what a getter gives. Raises RuntimeFault."""
    _check(value, name)
    if isinstance(value, Mapping):
        return value.get(name)
    found = getter(MEMBERS.get(type_of(value), {}), name)
    if found is None:
        raise RuntimeFault(IllegalArgumentError(f"dynamic getter [{boxed_name(type_of(value))}, {name}] not found"))
    return _called(found[1], value, ())


def call_dynamic(value: object, name: str, arguments: Sequence[object]) -> object:
    """Returns what a method gives, as a `def`. Raises RuntimeFault."""
    _check(value, name)
    method = MEMBERS.get(type_of(value), {}).get((name, len(arguments)))
    if method is None:
        signature = f"{boxed_name(type_of(value))}, {name}/{len(arguments)}"
        raise RuntimeFault(IllegalArgumentError(f"dynamic method [{signature}] not found"))
    return _called(method, value, arguments)


def _called(method: Method, value: object, arguments: Sequence[object]) -> object:
    casts = [implicit_cast(DEF, parameter) for parameter in method.parameters]
    given = [argument if cast is None else cast(argument) for cast, argument in zip(casts, arguments, strict=True)]
    return boxed(method.run(value, *given), method.returns)


def _check(value: object, name: str) -> None:
    if value is None:
        raise RuntimeFault(NullPointerError(f"cannot access method/field [{name}] from a null def reference"))
