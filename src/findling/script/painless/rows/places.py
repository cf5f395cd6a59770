"""What can be read and assigned to: variables, elements, fields.

Each kind has what evaluates its parts (`parts`: a tuple of values, as prefix and index), what reads it from these, and
what writes to it, so that a compound assignment evaluates the parts once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from findling.script.faults import JavaError
from findling.script.painless import checked
from findling.script.painless.checked import Expr
from findling.script.painless.rows.casts import wanted
from findling.script.painless.rows.elements import VOLATILE, Members, checked_index
from findling.script.painless.rows.emitter import Emitter, emits
from findling.script.painless.rows.frames import Frame, Run
from findling.script.painless.rows.nulls import null_at
from findling.script.painless.rows.operators import boxed_run, located
from findling.script.types import BOX_OF, DEF

Parts = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Access:
    """How a place is read and written.

    parts: gives the values of its parts
    read: gives its value, from these
    write: from these and the value
    """

    parts: Callable[[Frame], Parts]
    read: Callable[[Parts], Any]
    write: Callable[[Parts, Any], None]


Make = Callable[[Emitter, Any], Access]
_MAKERS: Final[dict[type[Expr], Make]] = {}


def access(emitter: Emitter, node: Expr) -> Access:
    """Returns how a place other than a variable is read and written; its parts are emitted."""
    return _MAKERS[type(node)](emitter, node)


def _makes(kind: type[Expr]) -> Callable[[Make], Make]:
    def register(make: Make) -> Make:
        _MAKERS[kind] = make
        return make

    return register


@emits(checked.ArrayElement, checked.FieldAccess, checked.DefElement)
def _read(emitter: Emitter, node: Expr) -> Run:
    place = access(emitter, node)
    parts, read = place.parts, place.read
    run = located(lambda frame: read(parts(frame)), emitter.at(node.offset))
    return _wanted(emitter, node, run)


def _wanted(emitter: Emitter, node: Expr, run: Run) -> Run:
    """Returns what gives the value of a member of a def as its surroundings want it."""
    if node.type is DEF or not isinstance(node, checked.DefElement | checked.DefField):
        return run
    change = wanted(node.type, emitter.classes)
    if change is None:
        return run
    return located(lambda frame: change(run(frame)), emitter.line)


def _pair(prefix: Run, index: Run) -> Callable[[Frame], Parts]:
    return lambda frame: (prefix(frame), index(frame))


@_makes(checked.ArrayElement)
def _array_element(emitter: Emitter, node: checked.ArrayElement) -> Access:
    prefix, index = emitter.expr(node.prefix), emitter.expr(node.index)
    element = node.type.name if node.type in BOX_OF else "object"
    no_load = null_at(f"Cannot load from {element} array", node.prefix, emitter)
    no_store = null_at(f"Cannot store to {element} array", node.prefix, emitter)

    def read(parts: Parts) -> Any:
        array, at = parts
        if array is None:
            raise no_load()
        return array[checked_index(array, at)]

    def write(parts: Parts, value: Any) -> None:
        array, at = parts
        if array is None:
            raise no_store()
        array[checked_index(array, at)] = value

    return Access(_pair(prefix, index), read, write)


@_makes(checked.ListElement)
def _list_element(emitter: Emitter, node: checked.ListElement) -> Access:
    prefix, index = emitter.expr(node.prefix), emitter.expr(node.index)
    owner = node.prefix.type.name
    no_load = null_at(f'Cannot invoke "{owner}.get(int)"', node.prefix, emitter)
    no_store = null_at(f'Cannot invoke "{owner}.set(int, Object)"', node.prefix, emitter)
    size = emitter.classes.method(node.prefix.type, "size", 0)
    assert size is not None
    count = size.run

    def read(parts: Parts) -> Any:
        elements, at = parts
        if elements is None:
            raise no_load()
        return node.getter.run(elements, at if at >= 0 else at + count(elements))  # type: ignore[union-attr]

    def write(parts: Parts, value: Any) -> None:
        elements, at = parts
        if elements is None:
            raise no_store()
        node.setter.run(elements, at if at >= 0 else at + count(elements), value)  # type: ignore[union-attr]

    return Access(_pair(prefix, index), read, write)


@_makes(checked.MapElement)
def _map_element(emitter: Emitter, node: checked.MapElement) -> Access:
    prefix, key = emitter.expr(node.prefix), emitter.expr(node.index)
    owner = node.prefix.type.name
    no_load = null_at(f'Cannot invoke "{owner}.get(Object)"', node.prefix, emitter)
    no_store = null_at(f'Cannot invoke "{owner}.put(Object, Object)"', node.prefix, emitter)

    def read(parts: Parts) -> Any:
        entries, at = parts
        if entries is None:
            raise no_load()
        return node.getter.run(entries, at)  # type: ignore[union-attr]

    def write(parts: Parts, value: Any) -> None:
        entries, at = parts
        if entries is None:
            raise no_store()
        node.setter.run(entries, at, value)  # type: ignore[union-attr]

    return Access(_pair(prefix, key), read, write)


@_makes(checked.FieldAccess)
def _field(emitter: Emitter, node: checked.FieldAccess) -> Access:
    field, prefix = node.field, node.prefix
    if prefix is None:
        return Access(lambda frame: (), lambda parts: field.read(), _no_write)
    target = emitter.expr(prefix)
    no_load = null_at(f'Cannot read field "{node.name}"', prefix, emitter)
    null_safe = node.null_safe

    def read(parts: Parts) -> Any:
        if parts[0] is None:
            if null_safe:
                return None
            raise no_load()
        return field.read(parts[0])

    def write(parts: Parts, value: Any) -> None:
        if parts[0] is None:
            raise no_load()
        field.write(parts[0], value)  # type: ignore[misc]

    return Access(lambda frame: (target(frame),), read, write)


def _no_write(parts: Parts, value: Any) -> None:
    raise TypeError("a static field is never written")


@_makes(checked.DefElement)
def _def_element(emitter: Emitter, node: checked.DefElement) -> Access:
    members, of = Members(emitter.classes), node.index.type
    prefix, index = emitter.expr(node.prefix), boxed_run(emitter.expr(node.index), node.index.type)
    before = emitter.line

    def parts(frame: Frame) -> Parts:
        target = prefix(frame)
        at = index(frame)
        try:
            return target, members.normalized(target, at, of)
        except JavaError as error:
            error.place(before)
            raise

    return Access(parts, lambda each: members.element(*each), lambda each, value: members.put(each[0], each[1], value))


@_makes(checked.DefField)
def _def_field(emitter: Emitter, node: checked.DefField) -> Access:
    prefix, name, members = emitter.expr(node.prefix), node.name, Members(emitter.classes)
    setters: dict[type, Callable[[Any, Any], None]] = {}
    read = _def_reader(members, name)

    def write(parts: Parts, value: Any) -> None:
        target = parts[0]
        put = setters.get(type(target))
        if put is None:
            put = members.setter(target, name)
            if not isinstance(target, VOLATILE):
                setters[type(target)] = put
        put(target, value)

    return Access(lambda frame: (prefix(frame),), lambda parts: read(parts[0]), write)


def _def_reader(members: Members, name: str) -> Callable[[Any], Any]:
    getters: dict[type, Callable[[Any], Any]] = {}

    def read(target: Any) -> Any:
        get = getters.get(type(target))
        if get is None:
            get = members.getter(target, name)
            if not isinstance(target, VOLATILE):
                getters[type(target)] = get
        return get(target)

    return read


@emits(checked.DefField)
def _read_def_field(emitter: Emitter, node: checked.DefField) -> Run:
    prefix = emitter.expr(node.prefix)
    read = _def_reader(Members(emitter.classes), node.name)
    at, null_safe = emitter.at(node.offset), node.null_safe

    def run(frame: Frame) -> Any:
        target = prefix(frame)
        try:
            return None if null_safe and target is None else read(target)
        except JavaError as error:
            error.place(at)
            raise

    return _wanted(emitter, node, run)


def line_behind(before: Expr, offset: int) -> int:
    """Returns the place that Java tells of a call right behind a value.

    A cast between classes has a place and no code: the call has two places then, of which the first is told.
    """
    is_empty = isinstance(before, checked.Convert) and before.conversion.source not in BOX_OF
    return before.offset if is_empty and before.type is DEF else offset


@emits(checked.MapElement, checked.ListElement)
def _read_element(emitter: Emitter, node: checked.MapElement | checked.ListElement) -> Run:
    if not node.null_safe:
        place = access(emitter, node)
        parts, read = place.parts, place.read
        emitter.at(node.offset)
        return located(lambda frame: read(parts(frame)), line_behind(node.index, node.offset))
    prefix = emitter.expr(node.prefix)
    emitter.at(node.offset)
    index, getter = emitter.expr(node.index), node.getter
    assert getter is not None
    get = getter.run

    def run(frame: Frame) -> Any:
        target = prefix(frame)
        return None if target is None else get(target, index(frame))

    return located(run, emitter.at(node.offset))


@emits(checked.Property)
def _property(emitter: Emitter, node: checked.Property) -> Run:
    get = node.getter.run
    if node.prefix is None:
        return located(lambda frame: get(), emitter.at(node.offset))
    prefix, null_safe = emitter.expr(node.prefix), node.null_safe
    name = f"get{node.name[0].upper()}{node.name[1:]}"
    no_target = null_at(f'Cannot invoke "{node.prefix.type.name}.{name}()"', node.prefix, emitter)

    def run(frame: Frame) -> Any:
        target = prefix(frame)
        if target is None:
            if null_safe:
                return None
            raise no_target()
        return get(target)

    return located(run, emitter.at(node.offset))


@emits(checked.ArrayLength)
def _array_length(emitter: Emitter, node: checked.ArrayLength) -> Run:
    prefix = emitter.expr(node.prefix)
    no_array = null_at("Cannot read the array length", node.prefix, emitter)

    def run(frame: Frame) -> int:
        array = prefix(frame)
        if array is None:
            raise no_array()
        return len(array)

    return located(run, emitter.at(node.offset))
