"""Calls of methods of `def` values."""

from collections.abc import Callable, Sequence
from typing import Any

from findling.script.faults import JavaError
from findling.script.painless import checked
from findling.script.painless.arrays import default_of
from findling.script.painless.classes import Classes
from findling.script.painless.rows.casts import wanted
from findling.script.painless.rows.elements import VOLATILE, null_target
from findling.script.painless.rows.emitter import Emitter, emits
from findling.script.painless.rows.frames import Frame, Run
from findling.script.painless.rows.functions import argument_maker, not_found, plan
from findling.script.painless.rows.linking import link_fault
from findling.script.painless.rows.operators import boxed_run, located
from findling.script.painless.rows.runtime_types import type_of
from findling.script.types import DEF, OBJECT, VOID, Array, Type

Plan = Callable[..., Any]


@emits(checked.DefCall)
def _def_call(emitter: Emitter, node: checked.DefCall) -> Run:
    receiver = emitter.expr(node.receiver)
    emitter.at(node.offset)
    arguments, functions = _arguments(emitter, node)
    given = [None if at in functions else argument.type for at, argument in enumerate(node.arguments)]
    site = _Site(node, given, functions, emitter.classes)
    run = _called(site, receiver, arguments, node.null_safe, emitter.line)
    change = wanted(node.type, emitter.classes)
    return run if change is None else located(lambda frame: change(run(frame)), emitter.line)


def _arguments(emitter: Emitter, node: checked.DefCall) -> tuple[list[Run], frozenset[int]]:
    """Returns (what gives the arguments, the places of those that are functions)."""
    made: list[Run] = []
    functions = set()
    for at, argument in enumerate(node.arguments):
        maker = argument_maker(emitter, argument)
        if maker is not None:
            functions.add(at)
            made.append(maker)
        else:
            made.append(boxed_run(emitter.expr(argument), argument.type))
    return made, frozenset(functions)


class _Site:
    """One call in a script: finds the method by the class of the receiver, and keeps it."""

    def __init__(
        self, node: checked.DefCall, given: Sequence[Type | None], functions: frozenset[int], classes: Classes
    ) -> None:
        self._name = node.name
        self._target = node.type
        self._given = given
        self._functions = functions
        self._classes = classes
        self.plans: dict[type, Plan] = {}

    def find(self, target: Any) -> Plan:
        """Returns what calls the method. Raises NullPointerException, IllegalArgumentException."""
        if target is None:
            raise null_target()
        of = OBJECT if isinstance(target, Array) else type_of(target, self._classes)
        arity = len(self._given)
        method = self._classes.method(of, self._name, arity)
        if method is None:
            raise not_found(target, self._name, arity)
        owner = self._classes.owner(of, self._name, arity) or of
        fault = link_fault(owner, method, self._given, self._target, self._classes)
        if fault is not None:
            raise fault
        made = plan(method, self._classes, self._functions)
        if method.returns is VOID and self._target is not DEF:
            made = _giving(made, default_of(self._target))
        if not isinstance(target, VOLATILE):
            self.plans[type(target)] = made
        return made


def _giving(call: Plan, value: Any) -> Plan:
    """Returns a call of a method without a result, which gives a value."""

    def run(*arguments: Any) -> Any:
        call(*arguments)
        return value

    return run


def _called(site: _Site, receiver: Run, arguments: list[Run], null_safe: bool, at: int) -> Run:
    plans, find = site.plans, site.find
    if len(arguments) == 1 and not null_safe:
        (only,) = arguments

        def run1(frame: Frame) -> Any:
            target, argument = receiver(frame), only(frame)
            try:
                return (plans.get(type(target)) or find(target))(target, argument)
            except JavaError as error:
                error.place(at)
                raise

        return run1

    def run(frame: Frame) -> Any:
        target = receiver(frame)
        if null_safe and target is None:
            return None
        given = [argument(frame) for argument in arguments]
        try:
            return (plans.get(type(target)) or find(target))(target, *given)
        except JavaError as error:
            error.place(at)
            raise

    return run
