"""Makes scripts that can be run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module
from findling.script.api.values.maps import UnmodifiableMap
from findling.script.context import Context
from findling.script.faults import JavaError
from findling.script.painless.limits import Checkpoint
from findling.script.painless.problems import CompileFault, cause_of, compile_error, runtime_error

if TYPE_CHECKING:
    from findling.script.painless.columns.compiled import ColumnScript
    from findling.script.painless.compiler import CompiledSource
    from findling.script.painless.rows.compiled import Compiled

_compiler = lazy_module("findling.script.painless.compiler")
MAX_SCRIPT_BYTES: Final = 65_535
PARAMS: Final = "params"
_STACK_OVERFLOW: Final = "java.lang.StackOverflowError"


@dataclass(frozen=True, slots=True)
class Script:
    """A compiled script. It has no state: threads share it.

    variables: names of those of the context that it reads
    columns: the same for whole columns, None if the script does what arrays cannot
    members: names of the methods of the context's own classes that it reads
    """

    source: str
    context: Context
    variables: frozenset[str]
    members: frozenset[str]
    columns: ColumnScript | None
    _statements: tuple[int, ...]
    _compiled: Compiled

    def execute(self, variables: Mapping[str, object], checkpoint: Checkpoint | None = None) -> Any:
        """Returns its result, of the context's type. Raises ScriptError, and what the checkpoint raises.

        variables: those of the context; only those that it reads need be there
        checkpoint: is called now and then, and raises if the script may not go on
        """
        return self.bind(variables, (), checkpoint)()

    def bind(
        self, constants: Mapping[str, object], varying: Sequence[str] = (), checkpoint: Checkpoint | None = None
    ) -> Callable[..., Any]:
        """Returns a function that runs the script again and again, quickly. It raises ScriptError.

        constants: the variables that stay as they are; varying: names of those that are its arguments, in their order
        """
        run = self._compiled.bind(_with_params(constants), varying, checkpoint)

        def call(*given: object) -> Any:
            try:
                return run(*given)
            except JavaError as thrown:
                raise self._told(thrown) from cause_of(thrown)
            except RecursionError:
                raise self._told(JavaError(_STACK_OVERFLOW)) from cause_of(JavaError(_STACK_OVERFLOW))

        return call

    def _told(self, thrown: JavaError) -> Exception:
        return runtime_error(thrown, self.source, self._statements)


def compile_script(source: str, context: Context) -> Script:
    """Compiles a source. Raises ScriptError, IllegalArgumentError if it is too long."""
    size = len(source.encode("utf-8", "surrogatepass"))
    if size > MAX_SCRIPT_BYTES:
        raise IllegalArgumentError(
            f"exceeded max allowed inline script size in bytes [{MAX_SCRIPT_BYTES}] with size [{size}] for script"
        )
    try:
        made: CompiledSource = _compiler.compile_source(source, context)
    except CompileFault as fault:
        raise compile_error(fault, source) from cause_of(fault.cause)
    return Script(source, context, made.variables, made.members, made.columns, made.statements, made.rows)


def _with_params(variables: Mapping[str, object]) -> Mapping[str, object]:
    """Returns variables among which the parameters cannot be changed."""
    params = variables.get(PARAMS)
    if not isinstance(params, Mapping) or isinstance(params, UnmodifiableMap):
        return variables
    return {**variables, PARAMS: UnmodifiableMap(params)}
