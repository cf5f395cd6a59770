"""Statements, and the ways out of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from findling.base.work.current import check_work
from findling.script.painless import checked, syntax
from findling.script.painless.checked import Stmt
from findling.script.painless.checking.checker import READ, Checker, Want
from findling.script.painless.checking.scope import Scope
from findling.script.painless.conversions import conversion
from findling.script.painless.problems import invalid, wrong_class
from findling.script.types import BOOLEAN, DEF, ITERABLE, VOID, Type, class_type

_EXCEPTION: Final = class_type("java.lang.Exception")
_CONDITION: Final = Want(target=BOOLEAN)


@dataclass(frozen=True, slots=True)
class Flow:
    """The ways that control goes from a statement.

    method, loop, all: whether every way leaves the function, the loop, or at least the block
    proceeds, breaks: whether there is a `continue`, a `break`
    """

    method: bool = False
    loop: bool = False
    all: bool = False
    proceeds: bool = False
    breaks: bool = False

    def either(self, other: "Flow") -> "Flow":
        """Returns the ways of two of which one is gone."""
        return Flow(
            self.method and other.method,
            self.loop and other.loop,
            self.all and other.all,
            self.proceeds or other.proceeds,
            self.breaks or other.breaks,
        )


OUT: Final = Flow(method=True, loop=True, all=True)
ON: Final = Flow()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: at the end of the function, in a loop, at the end of one."""

    last_source: bool = False
    in_loop: bool = False
    last_loop: bool = False
    begins_loop: bool = False


Checked = tuple[Any, Flow]
Check = Callable[[Checker, Any, Place, Scope], Checked]
_STATEMENTS: Final[dict[type[syntax.Statement], Check]] = {}
_LOOP: Final = Place(in_loop=True, begins_loop=True)


def _checks(kind: type[syntax.Statement]) -> Callable[[Check], Check]:
    def register(check: Check) -> Check:
        _STATEMENTS[kind] = check
        return check

    return register


def block(checker: Checker, node: syntax.Block, place: Place, scope: Scope) -> tuple[checked.Block, Flow]:
    """Returns a block in a scope, and the ways out of it. Raises CompileFault."""
    if not node.statements:
        raise invalid("invalid block: found no statements", node.offset)
    made: list[Stmt] = []
    flow, proceeds, breaks = ON, False, False
    last = node.statements[-1]
    for statement in node.statements:
        check_work()
        ends = statement is last
        here = Place(
            last_source=ends and place.last_source,
            in_loop=place.in_loop,
            last_loop=ends and (place.begins_loop or place.last_loop),
        )
        done, flow = _STATEMENTS[type(statement)](checker, statement, here, scope)
        made.append(done)
        if flow.all and not ends:
            raise invalid("invalid block: unreachable statement", node.offset)
        proceeds, breaks = proceeds or flow.proceeds, breaks or flow.breaks
    return checked.Block(node.offset, tuple(made)), Flow(flow.method, flow.loop, flow.all, proceeds, breaks)


def _inner(checker: Checker, node: syntax.Block, place: Place, scope: Scope) -> tuple[checked.Block, Flow]:
    inner = scope.inner()
    made = block(checker, node, Place(place.last_source, place.in_loop, place.last_loop), inner)
    inner.leave()
    return made


@_checks(syntax.If)
def _if(checker: Checker, node: syntax.If, place: Place, scope: Scope) -> Checked:
    checker.statements.add(node.offset)
    condition = checker.cast_value(node.condition, _CONDITION, scope)
    if isinstance(node.condition, syntax.BooleanConstant) or node.yes is None:
        raise invalid("extraneous if block", node.offset)
    yes, flow = _inner(checker, node.yes, place, scope)
    if not node.otherwise:
        return checked.If(node.offset, condition, yes, None), Flow(proceeds=flow.proceeds, breaks=flow.breaks)
    if node.no is None:
        raise invalid("extraneous else block.", node.offset)
    no, other = _inner(checker, node.no, place, scope)
    return checked.If(node.offset, condition, yes, no), flow.either(other)


def _loop_block(
    checker: Checker, node: syntax.Statement, body: syntax.Block, kind: str, scope: Scope
) -> tuple[checked.Block, Flow]:
    made, flow = block(checker, body, _LOOP, scope)
    if flow.loop and not flow.proceeds:
        raise invalid(f"extraneous {kind} loop", node.offset)
    return made, flow


def _way_out(endless: bool, flow: Flow) -> Flow:
    return Flow(method=True, all=True) if endless and not flow.breaks else ON


@_checks(syntax.While)
def _while(checker: Checker, node: syntax.While, place: Place, scope: Scope) -> Checked:
    checker.statements.add(node.offset)
    inner = scope.inner()
    condition: checked.Expr | None = checker.cast_value(node.condition, _CONDITION, inner)
    endless = isinstance(node.condition, syntax.BooleanConstant)
    if isinstance(node.condition, syntax.BooleanConstant):
        if not node.condition.value:
            raise invalid("extraneous while loop", node.offset)
        if node.block is None:
            raise invalid("no paths escape from while loop", node.offset)
        condition = None
    body, out = None, ON
    if node.block is not None:
        body, flow = _loop_block(checker, node, node.block, "while", inner)
        out = _way_out(endless, flow)
    inner.leave()
    return checked.Loop(node.offset, None, condition, None, body), out


@_checks(syntax.Do)
def _do(checker: Checker, node: syntax.Do, place: Place, scope: Scope) -> Checked:
    checker.statements.add(node.offset)
    inner = scope.inner()
    if node.block is None:
        raise invalid("extraneous do-while loop", node.offset)
    body, flow = _loop_block(checker, node, node.block, "do-while", inner)
    condition: checked.Expr | None = checker.cast_value(node.condition, _CONDITION, inner)
    out = ON
    if isinstance(node.condition, syntax.BooleanConstant):
        if not node.condition.value:
            raise invalid("extraneous do-while loop", node.offset)
        condition, out = None, _way_out(True, flow)
    inner.leave()
    return checked.DoLoop(node.offset, body, condition), out


@_checks(syntax.For)
def _for(checker: Checker, node: syntax.For, place: Place, scope: Scope) -> Checked:
    checker.statements.add(node.offset)
    inner = scope.inner()
    initializer = _initializer(checker, node.initializer, inner)
    condition, endless = _for_condition(checker, node, inner)
    afterthought = None
    if node.afterthought is not None:
        afterthought = checker.value(node.afterthought, Want(read=False), inner)
    body, out = None, ON
    if node.block is not None:
        body, flow = _loop_block(checker, node, node.block, "for", inner)
        out = _way_out(endless, flow)
    inner.leave()
    return checked.Loop(node.offset, initializer, condition, afterthought, body), out


def _initializer(
    checker: Checker, node: syntax.Declarations | syntax.Expression | None, scope: Scope
) -> tuple[checked.Declare, ...] | checked.Expr | None:
    if isinstance(node, syntax.Declarations):
        return tuple(_declared(checker, each, scope) for each in node.each)
    return None if node is None else checker.value(node, Want(read=False), scope)


def _for_condition(checker: Checker, node: syntax.For, scope: Scope) -> tuple[checked.Expr | None, bool]:
    """Returns (condition unless it is always true, whether it is)."""
    if node.condition is None:
        return None, True
    condition = checker.cast_value(node.condition, _CONDITION, scope)
    if not isinstance(node.condition, syntax.BooleanConstant):
        return condition, False
    if not node.condition.value:
        raise invalid("extraneous for loop", node.offset)
    if node.block is None:
        raise invalid("no paths escape from for loop", node.offset)
    return None, True


@_checks(syntax.Each)
def _each(checker: Checker, node: syntax.Each, place: Place, scope: Scope) -> Checked:
    checker.statements.add(node.offset)
    iterable = checker.value(node.iterable, READ, scope)
    of = checker.classes.named(node.type)
    if of is None:
        raise invalid(f"invalid foreach loop: type [{node.type}] not found", node.offset)
    inner = scope.inner()
    variable = inner.define(node.name, of, node.offset, final=True)
    for _ in range(2 if iterable.type.element is not None else 1):
        inner.hidden(DEF)
    if node.block is None:
        raise invalid("extraneous foreach loop", node.offset)
    body, _ = _loop_block(checker, node, node.block, "foreach", inner)
    inner.leave()
    iterator, element = _iterated(checker, iterable.type, node.offset)
    cast = conversion(element, of, node.offset, checker.classes, explicit=True, internal=True)
    return checked.Each(node.offset, variable.slot, iterable, iterator, cast, body), ON


def _iterated(checker: Checker, of: Type, offset: int) -> tuple[Any, Type]:
    """Returns (method that gives an iterator, if one is needed, type of the elements)."""
    if of.element is not None:
        return None, of.element
    if of is DEF:
        return None, DEF
    if not checker.classes.is_kind_of(of, ITERABLE):
        raise invalid(f"invalid foreach loop: cannot iterate over type [{of.name}].", offset)
    iterator = checker.classes.method(of, "iterator", 0)
    if iterator is None:
        raise invalid(f"invalid foreach loop: method [{of.name}, iterator/0] not found", offset)
    return iterator, DEF


@_checks(syntax.Declarations)
def _declarations(checker: Checker, node: syntax.Declarations, place: Place, scope: Scope) -> Checked:
    made = tuple(_declared(checker, each, scope) for each in node.each)
    return (made[0] if len(made) == 1 else checked.Block(node.offset, made)), ON


def _declared(checker: Checker, node: syntax.Declaration, scope: Scope) -> checked.Declare:
    checker.statements.add(node.offset)
    if checker.classes.is_class_name(node.name):
        raise invalid(f"invalid declaration: type [{node.name}] cannot be a name", node.offset)
    of = checker.classes.named(node.type)
    if of is None:
        raise invalid(f"invalid declaration: cannot resolve type [{node.type}]", node.offset)
    value = None if node.value is None else checker.cast_value(node.value, Want(target=of), scope)
    return checked.Declare(node.offset, scope.define(node.name, of, node.offset).slot, of, value)


@_checks(syntax.Return)
def _return(checker: Checker, node: syntax.Return, place: Place, scope: Scope) -> Checked:
    checker.statements.add(node.offset)
    if node.value is None:
        if scope.returns is not VOID:
            raise wrong_class(f"cannot cast from [{scope.returns.name}] to [void]", node.offset)
        return checked.Return(node.offset, None), OUT
    value = checker.cast_value(node.value, Want(target=scope.returns, internal=True), scope)
    return checked.Return(node.offset, value), OUT


@_checks(syntax.ExpressionStatement)
def _expression(checker: Checker, node: syntax.ExpressionStatement, place: Place, scope: Scope) -> Checked:
    checker.statements.add(node.offset)
    last = place.last_source and scope.returns is not VOID
    value = checker.value(node.expression, Want(read=last), scope)
    if not last or value.type is VOID:
        return checked.Do(node.offset, value), ON
    value = checker.cast(value, node.expression, Want(target=scope.returns, internal=True))
    return checked.Return(node.offset, value), OUT


@_checks(syntax.Try)
def _try(checker: Checker, node: syntax.Try, place: Place, scope: Scope) -> Checked:
    checker.statements.add(node.offset)
    if node.block is None:
        raise invalid("extraneous try statement", node.offset)
    body, flow = _inner(checker, node.block, place, scope)
    catches = []
    for each in node.catches:
        made, other = _catch(checker, each, place, scope)
        catches.append(made)
        flow = flow.either(other)
    return checked.Try(node.offset, body, tuple(catches)), flow


def _catch(checker: Checker, node: syntax.Catch, place: Place, scope: Scope) -> tuple[checked.Catch, Flow]:
    checker.statements.add(node.offset)
    if checker.classes.is_class_name(node.name):
        raise invalid(f"invalid catch declaration: type [{node.name}] cannot be a name", node.offset)
    of = checker.classes.named(node.type)
    if of is None:
        raise invalid(f"invalid catch declaration: cannot resolve type [{node.type}]", node.offset)
    inner = scope.inner()
    variable = inner.define(node.name, of, node.offset)
    if not checker.classes.is_kind_of(of, _EXCEPTION):
        raise wrong_class(f"cannot cast from [{of.name}] to [{_EXCEPTION.name}]", node.offset)
    body, flow = None, ON
    if node.block is not None:
        body, flow = block(checker, node.block, Place(place.last_source, place.in_loop, place.last_loop), inner)
    inner.leave()
    return checked.Catch(node.offset, of, variable.slot, body), flow


@_checks(syntax.Throw)
def _throw(checker: Checker, node: syntax.Throw, place: Place, scope: Scope) -> Checked:
    checker.statements.add(node.offset)
    value = checker.cast_value(node.value, Want(target=_EXCEPTION), scope)
    return checked.Throw(node.offset, value), OUT


@_checks(syntax.Continue)
def _continue(checker: Checker, node: syntax.Continue, place: Place, scope: Scope) -> Checked:
    if not place.in_loop:
        raise invalid("invalid continue statement: not inside loop", node.offset)
    if place.last_loop:
        raise invalid("extraneous continue statement", node.offset)
    return checked.Continue(node.offset), Flow(all=True, proceeds=True)


@_checks(syntax.Break)
def _break(checker: Checker, node: syntax.Break, place: Place, scope: Scope) -> Checked:
    if not place.in_loop:
        raise invalid("invalid break statement: not inside loop", node.offset)
    return checked.Break(node.offset), Flow(loop=True, all=True, breaks=True)
