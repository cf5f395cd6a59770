"""What Java says of null where it should not be."""

from collections.abc import Callable

from findling.script.faults import JavaError, null_pointer
from findling.script.painless.checked import Call, Convert, Expr, Null, ScriptCall, Variable
from findling.script.painless.rows.emitter import Emitter
from findling.script.types import DEF, OBJECT, STRING, Type

Fault = Callable[[], JavaError]


def null_at(does: str, node: Expr, emitter: Emitter) -> Fault:
    """Returns what makes the exception of something that cannot be done because a node is null."""
    why = _because(node, emitter)
    message = does if why is None else f"{does} because {why}"
    return lambda: null_pointer(message)


def null_call(node: Call, emitter: Emitter) -> Fault:
    """Returns what makes the exception of a call of a method of null."""
    assert node.receiver is not None
    return null_at(f'Cannot invoke "{_method(node, emitter)}"', node.receiver, emitter)


def _method(node: Call, emitter: Emitter) -> str:
    assert node.receiver is not None
    owner = emitter.classes.owner(node.receiver.type, node.name, len(node.arguments)) or node.receiver.type
    parameters = ", ".join(map(_java, node.method.parameters))
    return f"{_java(owner)}.{node.name}({parameters})"


def _java(of: Type) -> str:
    if of in (DEF, OBJECT):
        return "Object"
    return "String" if of is STRING else of.name


def _because(node: Expr, emitter: Emitter) -> str | None:
    if isinstance(node, Convert):
        return _because(node.operand, emitter)
    if isinstance(node, Variable):
        return f'"{emitter.variable(node.slot)}" is null'
    if isinstance(node, Null):
        return '"null" is null'
    if isinstance(node, Call) and node.receiver is not None:
        return f'the return value of "{_method(node, emitter)}" is null'
    return None if not isinstance(node, ScriptCall) else _script_call(node)


def _script_call(node: ScriptCall) -> str:
    parameters = ", ".join(map(_java, node.function.parameters))
    name = f"org.opensearch.painless.PainlessScript$Script.&{node.function.name}({parameters})"
    return f'the return value of "{name}" is null'
