"""`doc['name']` and `params` over columns."""

from collections.abc import Mapping
from typing import Any, Final

from findling.script.painless import checked
from findling.script.painless.checked import Const, Expr
from findling.script.painless.columns.arrays import NeedsRows
from findling.script.painless.columns.evaluation import Looked, Value, evaluates, of_object, wanted
from findling.script.painless.columns.protocol import Column
from findling.script.types import BOOLEAN, INT

_NAMES: Final = {"value": "value", "getValue": "value", "empty": "empty", "isEmpty": "empty", "length": "size"}
_CALLS: Final = {"getValue": "value", "isEmpty": "empty", "size": "size", "getLength": "size"}


def member_of_doc(node: Expr, doc: int | None) -> tuple[str, str] | None:
    """Returns (field, what is read of it) of `doc['field'].value` and the like, None for other expressions."""
    if isinstance(node, checked.DefField) and not node.null_safe:
        holder, what = node.prefix, _NAMES.get(node.name)
    elif isinstance(node, checked.DefCall) and not node.null_safe and not node.arguments:
        holder, what = node.receiver, _CALLS.get(node.name)
    else:
        return _first(node, doc)
    name = _field(holder, doc)
    return None if name is None or what is None else (name, what)


def _first(node: Expr, doc: int | None) -> tuple[str, str] | None:
    """Returns the same of `doc['field'][0]` and `doc['field'].get(0)`."""
    if isinstance(node, checked.DefElement):
        holder, place = node.prefix, node.index
    elif isinstance(node, checked.DefCall) and node.name == "get" and len(node.arguments) == 1:
        holder, place = node.receiver, node.arguments[0]
    else:
        return None
    name = _field(holder, doc)
    if name is None or not isinstance(place, Const) or place.type is not INT or place.value != 0:
        return None
    return name, "value"


def _field(node: Expr, doc: int | None) -> str | None:
    """Returns the name of `doc['name']`, None for other expressions."""
    if isinstance(node, checked.Call) and node.name == "get" and len(node.arguments) == 1:
        holder, key = node.receiver, node.arguments[0]
    elif isinstance(node, checked.MapElement) and not node.null_safe:
        holder, key = node.prefix, node.index
    else:
        return None
    key = key.operand if isinstance(key, checked.Convert) else key
    is_doc = isinstance(holder, checked.Variable) and holder.slot == doc
    return key.value if is_doc and isinstance(key, Const) and isinstance(key.value, str) else None


@evaluates(checked.DefField, checked.DefCall, checked.DefElement)
def _member(node: checked.DefField | checked.DefCall | checked.DefElement, looked: Looked) -> Value:
    found = member_of_doc(node, looked.doc)
    if found is None:
        return wanted(_of_params(node, looked), node.type)
    name, what = found
    column = looked.columns.column(name)
    if column is None:
        raise NeedsRows
    return wanted(_read(column, what, looked), node.type)


def _read(column: Column, what: str, looked: Looked) -> Value:
    counts = looked.pick(column.counts)
    if what == "size":
        return Value(INT, counts.astype("int64"))
    if what == "empty":
        return Value(BOOLEAN, counts == 0)
    if not counts.all():
        raise NeedsRows
    return Value(column.of, looked.pick(column.values))


@evaluates(checked.MapElement)
def _element(node: checked.MapElement, looked: Looked) -> Value:
    return _of_params(node, looked)


def _of_params(node: Expr, looked: Looked) -> Value:
    """Returns a member of what is one value for all documents: `params.a.b`."""
    if isinstance(node, checked.MapElement):
        key = node.index.operand if isinstance(node.index, checked.Convert) else node.index
        holder = _one(node.prefix, looked)
        if not isinstance(key, Const):
            raise NeedsRows
        return of_object(_get(holder, key.value))
    if isinstance(node, checked.DefField) and node.name not in _NAMES:
        return of_object(_get(_one(node.prefix, looked), node.name))
    raise NeedsRows


def _one(node: Expr, looked: Looked) -> Any:
    if isinstance(node, checked.Variable):
        value = looked.variables.get(node.slot)
        if value is None or value.of is not None:
            raise NeedsRows
        return value.data
    value = _of_params(node, looked)
    return value.data


def _get(holder: Any, key: Any) -> Any:
    if not isinstance(holder, Mapping) or not isinstance(key, str):
        raise NeedsRows
    return holder.get(key)
