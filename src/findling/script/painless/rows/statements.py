"""Statements. Each gives None, or how else it ended: returned, broken, continued."""

from collections.abc import Iterator, Sequence
from typing import Any

from findling.script.faults import CONCURRENT_MODIFICATION, JavaError, illegal_argument
from findling.script.painless import checked
from findling.script.painless.arrays import default_of
from findling.script.painless.classes import Classes
from findling.script.painless.limits import too_many_loops
from findling.script.painless.rows.casts import Cast, boxing, cast
from findling.script.painless.rows.elements import null_target
from findling.script.painless.rows.emitter import Emitter, emits_statement
from findling.script.painless.rows.frames import BROKEN, CONTINUED, METER, RESULT, RETURNED, Frame, Run
from findling.script.painless.rows.nulls import null_at
from findling.script.painless.rows.runtime_types import class_name, type_of
from findling.script.types import Array, class_type

CHECK_MASK = 0xFF
"""A loop asks whether it may go on once in so many rounds."""


@emits_statement(checked.Block)
def _block(emitter: Emitter, node: checked.Block) -> Run:
    return sequence([emitter.stmt(statement) for statement in node.statements])


def sequence(statements: Sequence[Run]) -> Run:
    """Returns what does statements one after the other."""
    if len(statements) == 1:
        return statements[0]
    if len(statements) == 2:
        first, second = statements

        def two(frame: Frame) -> Any:
            ended = first(frame)
            return second(frame) if ended is None else ended

        return two

    def run(frame: Frame) -> Any:
        for statement in statements:
            ended = statement(frame)
            if ended is not None:
                return ended
        return None

    return run


@emits_statement(checked.Declare)
def _declare(emitter: Emitter, node: checked.Declare) -> Run:
    slot, first = node.slot, default_of(node.type)
    value = (lambda frame: first) if node.value is None else emitter.expr(node.value)

    def run(frame: Frame) -> None:
        frame[slot] = value(frame)

    return run


@emits_statement(checked.Do)
def _do(emitter: Emitter, node: checked.Do) -> Run:
    expression = emitter.expr(node.expression)

    def run(frame: Frame) -> None:
        expression(frame)

    return run


@emits_statement(checked.Return)
def _return(emitter: Emitter, node: checked.Return) -> Run:
    if node.value is None:
        return lambda frame: RETURNED
    value = emitter.expr(node.value)

    def run(frame: Frame) -> int:
        frame[RESULT] = value(frame)
        return RETURNED

    return run


@emits_statement(checked.Break)
def _break(emitter: Emitter, node: checked.Break) -> Run:
    return lambda frame: BROKEN


@emits_statement(checked.Continue)
def _continue(emitter: Emitter, node: checked.Continue) -> Run:
    return lambda frame: CONTINUED


@emits_statement(checked.If)
def _if(emitter: Emitter, node: checked.If) -> Run:
    condition, yes = emitter.expr(node.condition), emitter.stmt(node.yes)
    if node.no is None:
        return lambda frame: yes(frame) if condition(frame) else None
    no = emitter.stmt(node.no)
    return lambda frame: yes(frame) if condition(frame) else no(frame)


def count_round(frame: Frame, slot: int, at: int) -> None:
    """Counts a round of a loop. Raises PainlessError after too many, and what the checkpoint raises."""
    frame[slot] = left = frame[slot] - 1
    if left <= 0:
        error = too_many_loops()
        error.place(at)
        raise error
    if not left & CHECK_MASK:
        frame[METER].checkpoint()


@emits_statement(checked.Loop)
def _loop(emitter: Emitter, node: checked.Loop) -> Run:
    first = _initializer(emitter, node)
    condition = _always if node.condition is None else emitter.expr(node.condition)
    at = emitter.at(node.offset)
    block = _nothing if node.block is None else emitter.stmt(node.block)
    after = None if node.afterthought is None else emitter.expr(node.afterthought)
    slot = emitter.loop

    def run(frame: Frame) -> Any:
        if first is not None:
            first(frame)
        while condition(frame):
            frame[slot] = left = frame[slot] - 1
            if left <= 0 or not left & CHECK_MASK:
                frame[slot] = left + 1
                count_round(frame, slot, at)
            ended = block(frame)
            if ended is not None:
                if ended == RETURNED:
                    return ended
                if ended == BROKEN:
                    return None
            if after is not None:
                after(frame)
        return None

    return run


def _initializer(emitter: Emitter, node: checked.Loop) -> Run | None:
    if node.initializer is None:
        return None
    if isinstance(node.initializer, tuple):
        return sequence([emitter.stmt(each) for each in node.initializer])
    return emitter.expr(node.initializer)


def _always(frame: Frame) -> bool:
    return True


def _nothing(frame: Frame) -> None:
    return None


@emits_statement(checked.DoLoop)
def _do_loop(emitter: Emitter, node: checked.DoLoop) -> Run:
    block = emitter.stmt(node.block)
    condition = _always if node.condition is None else emitter.expr(node.condition)
    at, slot = emitter.at(node.offset), emitter.loop

    def run(frame: Frame) -> Any:
        while True:
            ended = block(frame)
            if ended is not None:
                if ended == RETURNED:
                    return ended
                if ended == BROKEN:
                    return None
            if not condition(frame):
                return None
            count_round(frame, slot, at)

    return run


@emits_statement(checked.Each)
def _each(emitter: Emitter, node: checked.Each) -> Run:
    iterable = emitter.expr(node.iterable)
    before = emitter.line
    begin = _iterator(emitter, node)
    change = None if node.conversion is None else cast(node.conversion, emitter.classes)
    at = emitter.at(node.offset)
    block, slot, loop = emitter.stmt(node.block), node.slot, emitter.loop

    def run(frame: Frame) -> Any:
        elements = iterable(frame)
        try:
            iterator = begin(elements)
            for element in iterator:
                frame[slot] = _cast_element(element, change, before)
                count_round(frame, loop, at)
                ended = block(frame)
                if ended is not None:
                    if ended == RETURNED:
                        return ended
                    if ended == BROKEN:
                        return None
        except JavaError as error:
            error.place(before)
            raise
        return None

    return run


def _cast_element(element: Any, change: Cast | None, at: int) -> Any:
    return element if change is None else change(element)


def _iterator(emitter: Emitter, node: checked.Each) -> Any:
    """Returns what gives the elements of what is iterated over."""
    of, classes = node.iterable.type, emitter.classes
    if of.element is not None:
        no_array = null_at("Cannot read the array length", node.iterable, emitter)

        def array(elements: Any) -> Iterator[Any]:
            if elements is None:
                raise no_array()
            return iter(elements)

        return array
    if node.iterator is None:
        return lambda elements: dynamic_iterator(elements, classes)
    no_elements = null_at(f'Cannot invoke "{of.name}.iterator()"', node.iterable, emitter)
    method = node.iterator.run

    def typed(elements: Any) -> Iterator[Any]:
        if elements is None:
            raise no_elements()
        return _of_list(elements) if type(elements) is list else _python_iterator(method(elements), classes)

    return typed


def dynamic_iterator(elements: Any, classes: Classes) -> Iterator[Any]:
    """Returns the elements of a def. Raises NullPointerException, IllegalArgumentException."""
    if elements is None:
        raise null_target()
    if isinstance(elements, Array):
        box = boxing(elements.type.element or class_type("def"))
        return iter(elements) if box is None else map(box, elements)
    if type(elements) is list:
        return _of_list(elements)
    method = classes.method(type_of(elements, classes), "iterator", 0)
    if method is None:
        raise illegal_argument(f"Cannot iterate over [{class_name(elements)}]")
    return _python_iterator(method.run(elements), classes)


def _of_list(elements: list[Any]) -> Iterator[Any]:
    """Yields the elements of an ArrayList. Raises ConcurrentModificationException if it grows or shrinks meanwhile."""
    length, at = len(elements), 0
    while at != len(elements):
        if len(elements) != length:
            raise JavaError(CONCURRENT_MODIFICATION)
        yield elements[at]
        at += 1


def _python_iterator(iterator: Any, classes: Classes) -> Iterator[Any]:
    """Returns an iterator of the API as one of Python."""
    of = type_of(iterator, classes)
    has_next, following = classes.method(of, "hasNext", 0), classes.method(of, "next", 0)
    assert has_next is not None
    assert following is not None
    more, take = has_next.run, following.run
    while more(iterator):
        yield take(iterator)


@emits_statement(checked.Throw)
def _throw(emitter: Emitter, node: checked.Throw) -> Run:
    value = emitter.expr(node.value)
    at = emitter.line
    no_exception = null_at("Cannot throw exception", node.value, emitter)

    def run(frame: Frame) -> None:
        thrown = value(frame)
        error = no_exception() if thrown is None else thrown
        error.place(at)
        raise error

    return run


@emits_statement(checked.Try)
def _try(emitter: Emitter, node: checked.Try) -> Run:
    block = emitter.stmt(node.block)
    catches = [
        (each.type, each.slot, _nothing if each.block is None else emitter.stmt(each.block)) for each in node.catches
    ]
    classes = emitter.classes

    def run(frame: Frame) -> Any:
        try:
            return block(frame)
        except JavaError as error:
            of = class_type(error.java_class)
            found = next((each for each in catches if classes.is_kind_of(of, each[0])), None)
            if found is None:
                raise
            frame[found[1]] = error
        return found[2](frame)

    return run
