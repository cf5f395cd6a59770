"""The language `expression`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

import numpy as np

from findling.base.errors import FindlingError, ParseError, ScriptError
from findling.script.context import Context
from findling.script.expression.parser import ExpressionFault, parse_expression
from findling.script.expression.tree import Node, Numbers, Variable
from findling.script.language import Language

_CONTEXTS: Final = (
    "aggregation_selector", "aggs", "bucket_aggregation", "field", "filter", "number_sort", "score", "terms_set",
)  # fmt: skip


class NoViableAltError(FindlingError):
    """What Elasticsearch's parser names as the cause of some faults."""

    type = "no_viable_alt_exception"
    status = 400


class LexerNoViableAltError(FindlingError):
    """Likewise, of characters that stand nowhere in an expression."""

    type = "lexer_no_viable_alt_exception"
    status = 400


_CAUSES: Final[dict[str, type[FindlingError]]] = {
    error.type: error for error in (NoViableAltError, LexerNoViableAltError)
}


@dataclass(frozen=True)
class Expression:
    """A compiled expression. context: what it is used for"""

    source: str
    tree: Node
    context: Context

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """The variables that it reads, each once, in the order of the text."""
        return tuple({variable.text: variable for variable in self.tree.variables()}.values())

    def numbers(self, values: Mapping[str, Any], size: int) -> Numbers:
        """Returns a number for each of `size` documents; values: by the text of a variable, (size,) or one number."""
        with np.errstate(all="ignore"):
            found = np.asarray(self.tree.evaluate(values), np.float64)
        return np.broadcast_to(found, (size,)) if found.ndim == 0 else found

    def execute(self, variables: Mapping[str, object]) -> object:
        """Returns the result over parameters alone. Raises ScriptError for any other variable."""
        params = cast(Mapping[str, Any], variables.get("params") or {})
        values = {variable.text: self.parameter(variable, params) for variable in self.variables}
        number = float(self.numbers(values, 1)[0])
        return number != 0 if self.context.name == "aggregation_selector" else number

    def parameter(self, variable: Variable, params: Mapping[str, Any]) -> float:
        """Returns the number of a parameter. Raises ScriptError."""
        if variable.text not in params:
            raise self.fault(ParseError(f"Unknown variable [{variable.text}]"), variable)
        value = params[variable.text]
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.fault(ParseError(f"Parameter [{variable.text}] must be a numeric type"), variable)
        return float(value)

    def fault(self, cause: FindlingError, variable: Variable, offset: int = 0) -> ScriptError:
        """Returns the error of a variable that stands for nothing; offset: within its text."""
        error = _error("link error", self.source, variable.offset + offset)
        error.__cause__ = cause
        return error


def compile_expression(source: str, context: Context, options: Mapping[str, str]) -> Expression:
    """Compiles an expression. Raises ScriptError."""
    try:
        return Expression(source, parse_expression(source), context)
    except ExpressionFault as fault:
        cause = ParseError(fault.reason)
        if fault.java is not None:
            cause.__cause__ = _CAUSES[fault.java]("")
        raise _error("compile error", source, fault.offset) from cause


def _error(reason: str, source: str, offset: int) -> ScriptError:
    stack = [source, f"{' ' * offset}^---- HERE"]
    return ScriptError(reason, script_stack=stack, script=source, lang="expression")


EXPRESSION: Final = Language("expression", compile_expression, frozenset(_CONTEXTS))
