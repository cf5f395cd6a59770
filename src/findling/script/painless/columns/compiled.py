"""Which scripts are for columns, and what runs them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.script.painless import checked
from findling.script.painless.checked import Checked, Expr, Stmt
from findling.script.painless.classes import Classes
from findling.script.painless.columns import documents
from findling.script.painless.columns.arrays import DTYPES, MATH, NeedsRows, as_array
from findling.script.painless.columns.evaluation import EVALUATORS, Looked, Value
from findling.script.painless.columns.protocol import Columns
from findling.script.painless.columns.statements import MAX_CHOICES, run
from findling.script.types import Type, class_type

_MATH = class_type("java.lang.Math")
_STATEMENTS = (checked.Return, checked.If, checked.Block, checked.Declare, checked.Do)
_PARTS = (documents,)
"""They register what they evaluate."""

Run = Callable[[Columns], NDArray[Any] | None]


@dataclass(frozen=True, slots=True)
class ColumnScript:
    """A script that may run over columns.

    fields: that it reads; reads_score: whether it reads the score
    """

    statements: tuple[Stmt, ...]
    returns: Type
    slots: Mapping[str, int]
    fields: frozenset[str]
    reads_score: bool

    def bind(self, constants: Mapping[str, object]) -> Run:
        """Returns a function of columns, which gives a result for each document, (count,) of the dtype of the type of
        the result; None if this script must run row by row.

        constants: the variables of the context but `doc` and `_score`
        """
        doc, score = self.slots.get("doc"), self.slots.get("_score")
        variables = {slot: Value(None, constants[name]) for name, slot in self.slots.items() if name in constants}

        def call(columns: Columns) -> NDArray[Any] | None:
            looked = Looked(columns, None, variables, doc, score, columns.count)
            try:
                with np.errstate(all="ignore"):
                    result = run(self.statements, looked, self.returns)
            except NeedsRows:
                return None
            return None if result.of is None else _filled(result, columns.count)

        return call


def _filled(result: Value, count: int) -> NDArray[Any]:
    assert result.of is not None
    if result.is_array:
        found: NDArray[Any] = result.data
        return found
    return np.full(count, as_array(result.data, result.of), DTYPES[result.of])


def compile_columns(script: Checked, classes: Classes) -> ColumnScript | None:
    """Returns what runs a script over columns, None if it is made of more than that can do."""
    if script.functions or script.main.signature.returns not in DTYPES:
        return None
    statements = script.main.block.statements
    doc, score = script.variables.get("doc"), script.variables.get("_score")
    nodes = list(_nodes(statements))
    if sum(isinstance(node, checked.If) for node in nodes) > MAX_CHOICES:
        return None
    if not all(_is_for_columns(node, doc, classes) for node in nodes):
        return None
    found = [documents.member_of_doc(node, doc) for node in nodes if isinstance(node, Expr)]
    names = frozenset(each[0] for each in found if each is not None)
    reads = any(isinstance(node, checked.Variable) and node.slot == score for node in nodes) and score is not None
    return ColumnScript(statements, script.main.signature.returns, script.variables, names, reads)


def _is_for_columns(node: Expr | Stmt, doc: int | None, classes: Classes) -> bool:
    if isinstance(node, Stmt):
        return isinstance(node, _STATEMENTS)
    if isinstance(node, checked.DefCall | checked.DefElement):
        return documents.member_of_doc(node, doc) is not None
    if isinstance(node, checked.Call) and node.receiver is None:
        key = (node.name, len(node.arguments))
        return key in MATH and classes.static_method(_MATH, *key) is node.method
    if isinstance(node, checked.Call):
        return node.name == "get"
    return type(node) in EVALUATORS or isinstance(node, checked.Assign)


def _nodes(parts: Iterable[Any]) -> Iterator[Expr | Stmt]:
    """Yields all nodes of the checked tree."""
    for part in parts:
        if isinstance(part, Expr | Stmt):
            yield part
            yield from _nodes(attrgetter(each.name)(part) for each in fields(part))
        elif isinstance(part, tuple):
            yield from _nodes(part)
