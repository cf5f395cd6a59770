"""Whether a call of a method of a `def` can be linked: what is known of its arguments before it runs must fit."""

from collections.abc import Sequence

from findling.script.api.class_info import Method
from findling.script.faults import JavaError
from findling.script.painless.classes import Classes
from findling.script.painless.rows.casts import accepted
from findling.script.types import BOX_OF, DEF, NUMBER, OBJECT, UNBOXED, VOID, Type

_WRONG: str = "java.lang.invoke.WrongMethodTypeException"


def link_fault(
    owner: Type, method: Method, given: Sequence[Type | None], target: Type, classes: Classes
) -> JavaError | None:
    """Returns the exception of a call that does not fit a method, None if it does.

    given: types of the arguments as far as they are known; None for functions
    target: the type that the result should have
    """
    pairs = list(zip(given, method.parameters, strict=True))
    fits = all(of is None or _fits(of, parameter, classes) for of, parameter in pairs)
    if fits and (method.returns is VOID or _fits(method.returns, target, classes)):
        return None
    takes = ",".join(map(_simple, (owner, *method.parameters)))
    gets = ",".join(("Object", *(_simple(parameter if of is None else of) for of, parameter in pairs)))
    text = f"cannot convert MethodHandle({takes}){_simple(method.returns)} to ({gets}){_simple(target)}"
    return JavaError(_WRONG, text)


def _fits(source: Type, target: Type, classes: Classes) -> bool:
    if source is target:
        return True
    if source.primitive and target.primitive:
        return source in accepted(target)
    if source.primitive:
        return target in (DEF, OBJECT) or classes.is_kind_of(BOX_OF[source], target)
    if target.primitive and source not in (DEF, OBJECT, NUMBER):
        return UNBOXED.get(source) in accepted(target)
    return True


def _simple(of: Type) -> str:
    if of is DEF:
        return "Object"
    return of.name.rsplit(".", 1)[-1]
