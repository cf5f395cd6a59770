"""The door of this way to run scripts: makes a closure of each node."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from findling.script.painless.checked import Code, Expr, Signature, Stmt
from findling.script.painless.checking.scope import RESERVED
from findling.script.painless.classes import Classes
from findling.script.painless.rows.frames import Run

UNKNOWN: Final = -1
EmitExpr = Callable[["Emitter", Any], Run]
EmitStmt = Callable[["Emitter", Any], Run]
EXPRESSIONS: Final[dict[type[Expr], EmitExpr]] = {}
STATEMENTS: Final[dict[type[Stmt], EmitStmt]] = {}


def emits(*kinds: type[Expr]) -> Callable[[EmitExpr], EmitExpr]:
    """Registers what makes the closures of some kinds of expressions."""

    def register(emit: EmitExpr) -> EmitExpr:
        EXPRESSIONS.update(dict.fromkeys(kinds, emit))
        return emit

    return register


def emits_statement(*kinds: type[Stmt]) -> Callable[[EmitStmt], EmitStmt]:
    """Registers what makes the closures of some kinds of statements."""

    def register(emit: EmitStmt) -> EmitStmt:
        STATEMENTS.update(dict.fromkeys(kinds, emit))
        return emit

    return register


class Linked:
    """A function of a script. `run` is there once all are made, for they may call each other."""

    __slots__ = ("run", "signature")

    def __init__(self, signature: Signature) -> None:
        self.signature = signature
        self.run: Callable[..., Any] = _not_yet


def _not_yet(*arguments: Any) -> Any:
    raise RuntimeError("the function is not made yet")


class Emitter:
    """Makes the closures of one function, in the order of the real compiler's code.

    line: the place in the script that has been written last, which is that of what throws next
    loop: the slot that counts the function's loops
    """

    def __init__(self, classes: Classes, functions: Mapping[tuple[str, int], Linked], code: Code) -> None:
        self.classes = classes
        self.functions = functions
        self.loop = code.loop
        self.line = UNKNOWN
        self._code = code

    def expr(self, node: Expr) -> Run:
        """Returns what gives the value of an expression."""
        return EXPRESSIONS[type(node)](self, node)

    def all(self, nodes: tuple[Expr, ...]) -> list[Run]:
        """Returns what gives the values of expressions."""
        return [self.expr(node) for node in nodes]

    def stmt(self, node: Stmt) -> Run:
        """Returns what does a statement. It gives how that ended."""
        return STATEMENTS[type(node)](self, node)

    def at(self, offset: int) -> int:
        """Writes the place of a node; what is made next throws there."""
        self.line = offset
        return offset

    def variable(self, slot: int) -> str:
        """Returns what Java calls the variable in a slot, which has no name in its code."""
        code = self._code
        if code.signature.name == "execute":
            return f"<local{slot}>"
        if slot < 0:
            return f"<parameter{-slot - RESERVED}>"
        if slot in code.slots:
            return f"<parameter{code.slots.index(slot) + 1 + code.captures}>"
        return f"<local{slot + code.captures}>"

    def inner(self, code: Code) -> "Emitter":
        """Returns the emitter of a lambda."""
        return Emitter(self.classes, self.functions, code)
