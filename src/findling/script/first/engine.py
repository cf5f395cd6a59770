"""Makes scripts that can be run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.script.first.compiler import Compiler
from findling.script.first.context import Context
from findling.script.first.faults import CompileFault, RuntimeFault, compile_error, runtime_error
from findling.script.first.parser import parse
from findling.script.first.typed import Run

MAX_SCRIPT_BYTES: Final = 65_535


@dataclass(frozen=True, slots=True)
class Script:
    """A compiled script. It has no state: threads share it.

    read: names of the methods of the context's own classes that it reads
    """

    source: str
    read: frozenset[str]
    run: Run
    statement: int

    def execute(self, variables: Mapping[str, object]) -> object:
        """Returns its result. Raises ScriptError.

        variables: those of the context, and params
        """
        try:
            return self.run(variables)
        except RuntimeFault as fault:
            raise runtime_error(fault, self.source, self.statement) from fault.cause


def compile_script(source: str, context: Context) -> Script:
    """Compiles a source. Raises ScriptError, IllegalArgumentError if it is too long."""
    size = len(source.encode("utf-8", "surrogatepass"))
    if size > MAX_SCRIPT_BYTES:
        raise IllegalArgumentError(
            f"exceeded max allowed inline script size in bytes [{MAX_SCRIPT_BYTES}] with size [{size}] for script"
        )
    compiler = Compiler(context)
    try:
        node = parse(source)
        run = compiler.compile(node).to(context.returns).run
    except CompileFault as fault:
        raise compile_error(fault, source) from fault.cause
    return Script(source, frozenset(compiler.members.read), run, len(source) - len(source.lstrip()))
