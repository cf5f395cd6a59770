"""Checks what stands behind a point: fields and methods of values and classes."""

from collections.abc import Callable, Sequence
from typing import Any

from findling.base.errors import NullPointerError
from findling.script.first.context import Context
from findling.script.first.dynamic_calls import call_dynamic, get_dynamic
from findling.script.first.faults import RuntimeFault, wrong
from findling.script.first.methods import MEMBERS, STATIC, Method, Methods, getter
from findling.script.first.tree import Call, Member, Name
from findling.script.first.typed import Run, Typed, applied, located
from findling.script.first.types import DEF, MAP, Type


class Members:
    """Finds the members of a context's types.

    read: names of the methods of the context's own classes that a script reads
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self.read: set[str] = set()

    def field(self, node: Member, target: Typed) -> Typed:
        """Returns `target.name`. Raises CompileFault."""
        name, value = node.name, target.run
        if target.type is MAP:
            return Typed(DEF, lambda frame: value(frame).get(name), node.start)
        if target.type is DEF:
            return Typed(DEF, located(lambda frame: get_dynamic(value(frame), name), node.offset), node.start)
        found = getter(self._table(target.type), name)
        if found is None:
            raise wrong(f"field [{target.type.name}, {name}] not found", node.offset)
        return self._called(node, target, *found, ())

    def call(self, node: Call, target: Typed, arguments: Sequence[Typed]) -> Typed:
        """Returns `target.name(arguments)`. Raises CompileFault."""
        if target.type is DEF:
            return self._dynamic(node, target, arguments)
        method = self._table(target.type).get((node.name, len(arguments)))
        if method is None:
            raise wrong(f"member method [{target.type.name}, {node.name}/{len(arguments)}] not found", node.offset)
        return self._called(node, target, node.name, method, arguments)

    def static_call(self, node: Call, class_name: str, arguments: Sequence[Typed]) -> Typed:
        """Returns `class.name(arguments)`. Raises CompileFault."""
        canonical, table = STATIC[class_name]
        method = table.get((node.name, len(arguments)))
        if method is None:
            raise wrong(f"static method [{canonical}, {node.name}/{len(arguments)}] not found", node.offset)
        return Typed(method.returns, located(applied(method.run, *_given(method, arguments)), node.offset), node.start)

    def _table(self, of: Type) -> Methods:
        return self._context.classes.get(of) or MEMBERS.get(of, {})

    def _called(
        self, node: Call | Member, target: Typed, name: str, method: Method, arguments: Sequence[Typed]
    ) -> Typed:
        if target.type in self._context.classes:
            self.read.add(name)
            receiver = target.run
        else:
            receiver = applied(_not_null(name), target.run)
        run = applied(method.run, receiver, *_given(method, arguments))
        return Typed(method.returns, located(run, node.offset), node.start)

    def _dynamic(self, node: Call, target: Typed, arguments: Sequence[Typed]) -> Typed:
        name, value, given = node.name, target.run, [argument.to(DEF).run for argument in arguments]
        run: Run = lambda frame: call_dynamic(value(frame), name, [argument(frame) for argument in given])  # noqa: E731
        return Typed(DEF, located(run, node.offset), node.start)


def is_class(node: object) -> str | None:
    """Returns the simple name of the class that a node names, or None."""
    return node.name if isinstance(node, Name) and node.name in STATIC else None


def _given(method: Method, arguments: Sequence[Typed]) -> list[Run]:
    return [argument.to(of).run for argument, of in zip(arguments, method.parameters, strict=True)]


def _not_null(name: str) -> Callable[[Any], Any]:
    """Returns a function that gives back what is not null and refuses to go on otherwise."""

    def check(value: object) -> Any:
        if value is None:
            raise RuntimeFault(NullPointerError(f"cannot access method/field [{name}] from a null reference"))
        return value

    return check
