"""Tables of classes: a signature as it is documented, and the Python function that does it."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from findling.script.api.class_info import ClassInfo, Field, Method, Signature
from findling.script.api.names import CANONICAL, type_named
from findling.script.api.null_arguments import refusing_null
from findling.script.faults import CLASS_CAST, JavaError, null_pointer
from findling.script.types import Type, class_type

_SIGNATURE: Final = re.compile(r"(?:(static|const|new) ?)?(?:([\w.\[\]]+) )?(\w+)?(?:\((.*)\))?")


def java_class(
    name: str,
    extends: str = "",
    members: Mapping[str, Any] | None = None,
    *,
    python: tuple[type, ...] = (),
    functional: str | None = None,
) -> ClassInfo:
    """Returns a class of the API.

    name: the simple one
    extends: simple names of its superclass and interfaces, parted by blanks
    members: by signature, `int indexOf(String,int)`; `static ` before a static method, `const int SIZE` for a constant,
        `new(String)` for a constructor
    python: the Python classes of its instances
    functional: the abstract method of a functional interface, as `apply/1`
    """
    info = ClassInfo(
        class_type(CANONICAL[name]),
        name,
        tuple(type_named(each) for each in extends.split()),
        constructors={},
        static_methods={},
        static_fields={},
        methods={},
        functional=_functional(functional),
        python_classes=python,
    )
    for signature, does in (members or {}).items():
        _declare(info, signature, does)
    return info


def _functional(text: str | None) -> Signature | None:
    if text is None:
        return None
    name, _, count = text.partition("/")
    return name, int(count)


def _declare(info: ClassInfo, signature: str, does: Any) -> None:
    found = _SIGNATURE.fullmatch(signature)
    assert found is not None, signature
    kind, returns, name, given = found.groups()
    tables: dict[str | None, Any] = {"static": info.static_methods, None: info.methods}
    if kind == "const":
        info.static_fields[name] = Field(type_named(returns), lambda: does)  # type: ignore[index]
        return
    parameters = tuple(type_named(each.strip()) for each in given.split(",")) if given else ()
    key = f"{'static ' if kind == 'static' else ''}{name or 'new'}/{len(parameters)}"
    run = refusing_null(guarded(does, parameters), info.of.name, key, 1 if kind is None else 0)
    if kind == "new":
        info.constructors[len(parameters)] = Method(parameters, info.of, run)  # type: ignore[index]
        return
    tables[kind][name, len(parameters)] = Method(parameters, type_named(returns), run)


def guarded(function: Callable[..., Any], parameters: tuple[Type, ...]) -> Callable[..., Any]:
    """Returns the same, which throws what Java's casts throw where it fails for an argument of another class.

    That is a NullPointerException for one that is null. The others come from scripts' own functions, whose results may
    be of any class.
    """
    if parameters and all(each.primitive for each in parameters):
        return function

    def run(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except (TypeError, AttributeError) as error:
            if any(argument is None for argument in arguments):
                raise null_pointer() from None
            raise JavaError(CLASS_CAST, "a value of a script is not of the class that is wanted here") from error

    return run
