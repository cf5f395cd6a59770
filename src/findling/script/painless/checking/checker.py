"""The door of the checker, and what its parts share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from findling.script.context import Context
from findling.script.painless import checked, syntax
from findling.script.painless.checked import Expr, Signature
from findling.script.painless.checking.scope import Scope
from findling.script.painless.classes import Classes
from findling.script.painless.conversions import conversion
from findling.script.painless.folding import convert
from findling.script.painless.problems import CompileFault, invalid
from findling.script.types import Type


@dataclass(frozen=True, slots=True)
class Want:
    """What the surroundings of an expression want of it.

    read, write: whether its value is used, and whether it is assigned to
    target: the type it will be cast to, if that is known
    explicit: whether a script asks for that cast; internal: whether boxes come and go
    """

    read: bool = True
    write: bool = False
    target: Type | None = None
    explicit: bool = False
    internal: bool = False

    def same_cast(self) -> "Want":
        """Returns the wish for the parts of an expression that are cast as it is."""
        return Want(target=self.target, explicit=self.explicit, internal=self.internal)


READ: Final = Want()


@dataclass(frozen=True, slots=True)
class StaticType:
    """A name that means a class."""

    type: Type


@dataclass(frozen=True, slots=True)
class Partial:
    """A name that means nothing as far as it goes, as `java.util`."""

    name: str


Found = Expr | StaticType | Partial
Check = Callable[["Checker", Any, Want, Scope], Found]
EXPRESSIONS: Final[dict[type[syntax.Expression], Check]] = {}
"""What checks the expressions of a kind."""


def checks(*kinds: type[syntax.Expression]) -> Callable[[Check], Check]:
    """Registers what checks some kinds of expressions."""

    def register(check: Check) -> Check:
        EXPRESSIONS.update(dict.fromkeys(kinds, check))
        return check

    return register


class Checker:
    """Checks one script.

    functions: those that the script declares
    codes: what they do, filled as they are checked
    deferred: the first fault of constants, which is told only if there is none of another kind
    members: methods of the context's own classes that the script names
    """

    def __init__(self, context: Context, classes: Classes, functions: Mapping[tuple[str, int], Signature]) -> None:
        self.context = context
        self.classes = classes
        self.functions = functions
        self.deferred: CompileFault | None = None
        self.statements: set[int] = set()
        self.members: set[str] = set()
        self.receivers: dict[str, int] = {}
        self._own = {info.of: info for info in context.classes}

    def visit(self, node: syntax.Expression, want: Want, scope: Scope) -> Found:
        """Returns what a node means. Raises CompileFault."""
        return EXPRESSIONS[type(node)](self, node, want, scope)

    def value(self, node: syntax.Expression, want: Want, scope: Scope) -> Expr:
        """Returns a node that must have a value. Raises CompileFault."""
        found = self.visit(node, want, scope)
        if isinstance(found, Partial):
            raise invalid(f"cannot resolve symbol [{found.name}]", node.offset)
        if isinstance(found, StaticType):
            raise invalid(f"value required: instead found unexpected type [{found.type.name}]", node.offset)
        return found

    def cast_value(self, node: syntax.Expression, want: Want, scope: Scope) -> Expr:
        """Returns a node as one of the type that is wanted. Raises CompileFault."""
        return self.cast(self.value(node, want, scope), node, want)

    def cast(self, expression: Expr, node: syntax.Expression, want: Want) -> Expr:
        """Returns an expression as one of the type that is wanted. Raises CompileFault."""
        assert want.target is not None
        own = self._own.get(expression.type)
        if own is not None and own.of is not want.target:  # from now on its members are out of sight
            self.members.update(name for name, _ in own.methods)
        found = conversion(
            expression.type, want.target, node.offset, self.classes, explicit=want.explicit, internal=want.internal
        )
        return expression if found is None else convert(expression, found)

    def arguments(
        self, nodes: tuple[syntax.Expression, ...], types: tuple[Type, ...], scope: Scope
    ) -> tuple[Expr, ...]:
        """Returns the arguments of a call. Raises CompileFault."""
        return tuple(
            self.cast_value(node, Want(target=of, internal=True), scope) for node, of in zip(nodes, types, strict=True)
        )

    def note(self, of: Type, name: str) -> None:
        """Notes that a script uses a method of a class, if that is the context's own."""
        if of in self._own:
            self.members.add(name)

    def folded(self, fault: CompileFault) -> None:
        """Notes a fault of constants."""
        self.deferred = self.deferred or fault


def to_condition(want: Want, of: Type) -> Want:
    """Returns a wish for a value of a type."""
    return replace(want, target=of)


Place = checked.Place
