"""What `symbol::name` means once the interface it stands for is known."""

from collections.abc import Mapping

from findling.script.api.class_info import Method
from findling.script.painless.arrays import new_array
from findling.script.painless.checked import BoundReference, Signature, Variable
from findling.script.painless.classes import Classes
from findling.script.types import INT, Type, class_type

Functions = Mapping[tuple[str, int], Signature]


class ReferenceFault(Exception):
    """A reference that nothing fits. Its text is what the real Painless says."""


def bind(
    symbol: str,
    name: str,
    target: Type,
    captured: Variable | None,
    classes: Classes,
    functions: Functions,
    offset: int,
) -> BoundReference:
    """Returns the method or function that a reference means. Raises ReferenceFault.

    symbol: a class, `this`, or the class of the captured variable
    target: the interface
    """
    functional = classes.functional(target)
    if functional is None:
        shown = f"cannot convert function reference [{symbol}::{name}]"
        raise ReferenceFault(f"{shown} to a non-functional interface [{target.name}]")
    interface = functional[1]
    arity = len(interface.parameters)
    wanted = f"matching [{target.name}, {functional[0]}/{arity}] not found"
    if symbol == "this":
        return _local(name, target, interface, functions, wanted, offset)
    of = classes.named(symbol) or class_type(symbol)
    if name == "new":
        constructor = classes.constructor(of, arity)
        if constructor is None:
            raise ReferenceFault(f"function reference [{symbol}::new/{arity}] {wanted}")
        return BoundReference(target, offset, interface, constructor, constructor.parameters, of, None)
    static = classes.static_method(of, name, arity)
    if static is not None:
        return BoundReference(target, offset, interface, static, static.parameters, static.returns, None)
    member = classes.method(of, name, arity if captured is not None else arity - 1)
    if member is None:
        raise ReferenceFault(f"function reference [{symbol}::{name}/{arity}] {wanted}")
    return BoundReference(target, offset, interface, member, (of, *member.parameters), member.returns, captured)


def _local(
    name: str, target: Type, interface: Method, functions: Functions, wanted: str, offset: int
) -> BoundReference:
    key = (name, len(interface.parameters))
    own = functions.get(key)
    if own is None:
        raise ReferenceFault(f"function reference [this::{name}/{key[1]}] {wanted}")
    return BoundReference(target, offset, interface, own, own.parameters, own.returns, None)


def array_maker(of: Type) -> Method:
    """Returns what `of::new` means for the type of an array."""
    return Method((INT,), of, lambda size: new_array(of, (size,)))
