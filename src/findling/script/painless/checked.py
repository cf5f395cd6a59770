"""The checked tree: every type known, every cast and member found. Both ways to run a script begin here.

type: of the value
offset: as in the syntax tree
slot: of a variable in the frame of its function. Slots are numbered as in the real thing, where a long and a double
take two, because the texts of some exceptions name them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from findling.script.api.class_info import Field, Method
from findling.script.context import Function as ContextFunction
from findling.script.painless.conversions import Conversion
from findling.script.types import Type


@dataclass(frozen=True, slots=True)
class Expr:
    """Base of what has a value."""

    type: Type
    offset: int


@dataclass(frozen=True, slots=True)
class Stmt:
    """Base of what is done."""

    offset: int


@dataclass(frozen=True, slots=True)
class Const(Expr):
    """A constant, plain as its type has it."""

    value: Any


@dataclass(frozen=True, slots=True)
class Null(Expr):
    """`null`."""


@dataclass(frozen=True, slots=True)
class PatternConst(Expr):
    """A regular expression: compiled once."""

    value: Any


@dataclass(frozen=True, slots=True)
class Convert(Expr):
    """A cast. `type` is the target."""

    conversion: Conversion
    operand: Expr


@dataclass(frozen=True, slots=True)
class Unary(Expr):
    """of: the type in which it is reckoned."""

    operator: str
    of: Type
    operand: Expr
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class Binary(Expr):
    """of: the type in which it is reckoned; shift: that of the places; explicit: whether a def result is cast."""

    operator: str
    of: Type
    left: Expr
    right: Expr
    shift: Type | None = None
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class Concat(Expr):
    """Texts of several values, one after the other."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Boolean(Expr):
    """`&&` or `||`."""

    operator: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Compare(Expr):
    """of: the type in which it is compared."""

    operator: str
    of: Type
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class InstanceOf(Expr):
    """Whether a value is of a class."""

    of: Type
    operand: Expr


@dataclass(frozen=True, slots=True)
class Conditional(Expr):
    """`condition ? yes : no`."""

    condition: Expr
    yes: Expr
    no: Expr


@dataclass(frozen=True, slots=True)
class Elvis(Expr):
    """`left ?: right`."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class ListInit(Expr):
    """`[a, b]`."""

    make: Method
    add: Method
    values: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class MapInit(Expr):
    """`[a: b]`."""

    make: Method
    put: Method
    entries: tuple[tuple[Expr, Expr], ...]


@dataclass(frozen=True, slots=True)
class NewArray(Expr):
    """values: its elements, or the sizes of its dimensions."""

    values: tuple[Expr, ...]
    by_elements: bool


@dataclass(frozen=True, slots=True)
class Variable(Expr):
    """A variable of the function's frame."""

    slot: int
    name: str


@dataclass(frozen=True, slots=True)
class ArrayLength(Expr):
    """`array.length`."""

    prefix: Expr
    null_safe: bool


@dataclass(frozen=True, slots=True)
class ArrayElement(Expr):
    """`array[index]`."""

    prefix: Expr
    index: Expr


@dataclass(frozen=True, slots=True)
class ListElement(Expr):
    """`list[index]`, `list.0`."""

    prefix: Expr
    index: Expr
    getter: Method | None
    setter: Method | None
    null_safe: bool = False


@dataclass(frozen=True, slots=True)
class MapElement(Expr):
    """`map[key]`, `map.key`."""

    prefix: Expr
    index: Expr
    getter: Method | None
    setter: Method | None
    null_safe: bool = False


@dataclass(frozen=True, slots=True)
class Property(Expr):
    """`value.name` by a getter; prefix: None if that is static."""

    prefix: Expr | None
    name: str
    getter: Method
    null_safe: bool


@dataclass(frozen=True, slots=True)
class FieldAccess(Expr):
    """A field; prefix: None if it is static."""

    prefix: Expr | None
    name: str
    field: Field
    null_safe: bool


@dataclass(frozen=True, slots=True)
class DefField(Expr):
    """`value.name` of a def."""

    prefix: Expr
    name: str
    null_safe: bool


@dataclass(frozen=True, slots=True)
class DefElement(Expr):
    """`value[index]` of a def."""

    prefix: Expr
    index: Expr


Place = Variable | ArrayElement | ListElement | MapElement | FieldAccess | DefField | DefElement
"""What can be assigned to."""


@dataclass(frozen=True, slots=True)
class Assign(Expr):
    """`place = value`; read: whether its value is used."""

    place: Place
    value: Expr
    read: bool


@dataclass(frozen=True, slots=True)
class Update(Expr):
    """`place operator= value`.

    of: the type in which it is reckoned; a string is written behind another
    up, down: from the type of the place to it, and back
    post: whether the value of all is the one before
    """

    place: Place
    operator: str
    of: Type
    value: Expr
    up: Conversion | None
    down: Conversion | None
    read: bool
    post: bool


@dataclass(frozen=True, slots=True)
class Call(Expr):
    """`receiver.name(arguments)`; receiver: None for a static method."""

    receiver: Expr | None
    name: str
    method: Method
    arguments: tuple[Expr, ...]
    null_safe: bool = False


@dataclass(frozen=True, slots=True)
class New(Expr):
    """`new Type(arguments)`."""

    constructor: Method
    arguments: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class DefCall(Expr):
    """`value.name(arguments)` of a def. Arguments may be lambdas and references whose interface is not yet known."""

    receiver: Expr
    name: str
    arguments: tuple[Expr, ...]
    null_safe: bool


@dataclass(frozen=True, slots=True)
class ScriptCall(Expr):
    """A call of a function that the script declares."""

    function: "Signature"
    arguments: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class ContextCall(Expr):
    """A call of a function that the context gives; receiver: slot of the variable that it wants."""

    function: ContextFunction
    receiver: int | None
    arguments: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Lambda(Expr):
    """interface: the method that it stands for, None if it is passed to a method of a def.

    captures: (slot outside, slot inside) of variables whose values it takes with it
    """

    interface: Method | None
    function: "Code"
    captures: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reference(Expr):
    """`symbol::name`, whose interface is not yet known or whose receiver is a def.

    target: the class, the function of the script by its arity, or None for a captured def
    captured: slot of the variable before the colons
    """

    interface: Method | None
    symbol: str
    name: str
    captured: Variable | None


@dataclass(frozen=True, slots=True)
class BoundReference(Expr):
    """`symbol::name`, found. run: a method, or the function of the script that it is.

    captured: the variable before the colons, whose value is the first argument
    """

    interface: Method
    run: "Method | Signature"
    parameters: tuple[Type, ...]
    returns: Type
    captured: Variable | None


@dataclass(frozen=True, slots=True)
class Block(Stmt):
    """Statements."""

    statements: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class If(Stmt):
    """`if`, `else`."""

    condition: Expr
    yes: Block
    no: Block | None


@dataclass(frozen=True, slots=True)
class Loop(Stmt):
    """`while` and `for`. condition: None if it is always true."""

    initializer: "tuple[Declare, ...] | Expr | None"
    condition: Expr | None
    afterthought: Expr | None
    block: Block | None


@dataclass(frozen=True, slots=True)
class DoLoop(Stmt):
    """`do ... while`."""

    block: Block
    condition: Expr | None


@dataclass(frozen=True, slots=True)
class Each(Stmt):
    """`for` over an array or what has an iterator (iterator: None for a def)."""

    slot: int
    iterable: Expr
    iterator: Method | None
    conversion: Conversion | None
    block: Block


@dataclass(frozen=True, slots=True)
class Declare(Stmt):
    """A variable and its first value; without one it is zero, false or null."""

    slot: int
    type: Type
    value: Expr | None


@dataclass(frozen=True, slots=True)
class Return(Stmt):
    """`return`."""

    value: Expr | None


@dataclass(frozen=True, slots=True)
class Do(Stmt):
    """An expression whose value nobody wants."""

    expression: Expr


@dataclass(frozen=True, slots=True)
class Catch(Stmt):
    """`catch`."""

    type: Type
    slot: int
    block: Block | None


@dataclass(frozen=True, slots=True)
class Try(Stmt):
    """`try`."""

    block: Block
    catches: tuple[Catch, ...]


@dataclass(frozen=True, slots=True)
class Throw(Stmt):
    """`throw`."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Break(Stmt):
    """`break`."""


@dataclass(frozen=True, slots=True)
class Continue(Stmt):
    """`continue`."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A function that a script declares."""

    name: str
    parameters: tuple[Type, ...]
    returns: Type


@dataclass(frozen=True, slots=True)
class Code:
    """What a function does.

    slots: of its parameters; size: number of slots; loop: the slot that counts its loops
    captures: how many values a lambda takes from around it
    """

    signature: Signature
    slots: tuple[int, ...]
    size: int
    loop: int
    block: Block
    captures: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """A script.

    variables: slots in the main function of those of the context that it reads
    statements: where statements start, increasing
    """

    functions: Mapping[tuple[str, int], Code]
    main: Code
    variables: Mapping[str, int]
    statements: tuple[int, ...] = field(default=())
