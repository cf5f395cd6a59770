"""Statements over columns: declarations, assignments, choices, returns."""

from collections.abc import Sequence
from dataclasses import replace

from findling.script.painless import checked
from findling.script.painless.arrays import default_of
from findling.script.painless.checked import Stmt, Variable
from findling.script.painless.columns.arrays import DTYPES, NeedsRows
from findling.script.painless.columns.evaluation import Looked, Value, choose, evaluate
from findling.script.types import Type

MAX_CHOICES = 6
"""How many `if` may stand behind each other: what follows one is done for both of its ways."""


def run(statements: Sequence[Stmt], looked: Looked, returns: Type) -> Value:
    """Returns what statements return, for each document. Raises NeedsRows."""
    for at, statement in enumerate(statements):
        if isinstance(statement, checked.Return):
            if statement.value is None:
                raise NeedsRows
            return evaluate(statement.value, looked)
        if isinstance(statement, checked.If):
            return _if(statement, statements[at + 1 :], looked, returns)
        if isinstance(statement, checked.Block):
            return run((*statement.statements, *statements[at + 1 :]), looked, returns)
        looked = _changed(statement, looked)
    if returns not in DTYPES:
        raise NeedsRows
    return Value(returns, default_of(returns))


def _if(statement: checked.If, rest: Sequence[Stmt], looked: Looked, returns: Type) -> Value:
    yes = (*statement.yes.statements, *rest)
    no = (*(() if statement.no is None else statement.no.statements), *rest)
    condition = evaluate(statement.condition, looked)
    return choose(condition, looked, lambda some: run(yes, some, returns), lambda some: run(no, some, returns))


def _changed(statement: Stmt, looked: Looked) -> Looked:
    """Returns what is looked at with a variable that has another value."""
    if isinstance(statement, checked.Declare):
        value = _first(statement.type) if statement.value is None else evaluate(statement.value, looked)
        return replace(looked, variables={**looked.variables, statement.slot: value})
    if isinstance(statement, checked.Do) and isinstance(statement.expression, checked.Assign):
        assign = statement.expression
        if isinstance(assign.place, Variable):
            value = evaluate(assign.value, looked)
            return replace(looked, variables={**looked.variables, assign.place.slot: value})
    raise NeedsRows


def _first(of: Type) -> Value:
    return Value(of if of in DTYPES else None, default_of(of))
