"""The syntax tree: what is written, before anything is known of types.

offset: where a node stands, in characters from the start of the source, as errors have it: the start of its text, the
point or bracket of an access
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """Base of all nodes."""

    offset: int


class Expression(Node):
    """Base of what has a value."""

    __slots__ = ()


class Statement(Node):
    """Base of what is done."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Block(Node):
    """Statements in a scope of their own."""

    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class If(Statement):
    """yes, no: None for empty braces; otherwise: whether there is an else."""

    condition: Expression
    yes: Block | None
    otherwise: bool = False
    no: Block | None = None


@dataclass(frozen=True, slots=True)
class While(Statement):
    """`while`."""

    condition: Expression
    block: Block | None


@dataclass(frozen=True, slots=True)
class Do(Statement):
    """`do ... while`."""

    block: Block | None
    condition: Expression


@dataclass(frozen=True, slots=True)
class Declaration(Statement):
    """One variable."""

    type: str
    name: str
    value: Expression | None


@dataclass(frozen=True, slots=True)
class Declarations(Statement):
    """Variables of one type."""

    each: tuple[Declaration, ...]


@dataclass(frozen=True, slots=True)
class For(Statement):
    """`for` with its three parts."""

    initializer: Declarations | Expression | None
    condition: Expression | None
    afterthought: Expression | None
    block: Block | None


@dataclass(frozen=True, slots=True)
class Each(Statement):
    """`for` over the elements of something."""

    type: str
    name: str
    iterable: Expression
    block: Block | None


@dataclass(frozen=True, slots=True)
class Return(Statement):
    """`return`."""

    value: Expression | None


@dataclass(frozen=True, slots=True)
class Catch(Node):
    """`catch`."""

    type: str
    name: str
    block: Block | None


@dataclass(frozen=True, slots=True)
class Try(Statement):
    """`try`."""

    block: Block | None
    catches: tuple[Catch, ...]


@dataclass(frozen=True, slots=True)
class Throw(Statement):
    """`throw`."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Continue(Statement):
    """`continue`."""


@dataclass(frozen=True, slots=True)
class Break(Statement):
    """`break`."""


@dataclass(frozen=True, slots=True)
class ExpressionStatement(Statement):
    """An expression that is done, not read."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Assignment(Expression):
    """operator: of a compound assignment, without the `=`; post: whether the value is the one before."""

    left: Expression
    right: Expression
    operator: str | None = None
    post: bool = False


@dataclass(frozen=True, slots=True)
class Unary(Expression):
    """`!`, `~`, `-` or `+` before an operand."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary(Expression):
    """Arithmetic, shifts, bits and `=~`, `==~`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Boolean(Expression):
    """`&&` or `||`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Comparison(Expression):
    """Equality and order."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Cast(Expression):
    """A type in parentheses before an operand."""

    type: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class InstanceOf(Expression):
    """`instanceof`."""

    operand: Expression
    type: str


@dataclass(frozen=True, slots=True)
class Conditional(Expression):
    """`condition ? yes : no`."""

    condition: Expression
    yes: Expression
    no: Expression


@dataclass(frozen=True, slots=True)
class Elvis(Expression):
    """`left ?: right`."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class ListInit(Expression):
    """`[a, b]`."""

    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class MapInit(Expression):
    """`[a: b]`."""

    entries: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True)
class NewArray(Expression):
    """type: of the array; values: its elements if it is given by them, the sizes of its dimensions otherwise."""

    type: str
    values: tuple[Expression, ...]
    by_elements: bool


@dataclass(frozen=True, slots=True)
class NewObject(Expression):
    """`new Type(arguments)`."""

    type: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class LocalCall(Expression):
    """`name(arguments)`."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class BooleanConstant(Expression):
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class Numeric(Expression):
    """Digits without a point, with the letter behind them."""

    text: str
    radix: int


@dataclass(frozen=True, slots=True)
class Decimal(Expression):
    """Digits with a point or an exponent, with the letter behind them."""

    text: str


@dataclass(frozen=True, slots=True)
class String(Expression):
    """A string, without its quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Null(Expression):
    """`null`."""


@dataclass(frozen=True, slots=True)
class Regex(Expression):
    """`/pattern/flags`."""

    pattern: str
    flags: str


@dataclass(frozen=True, slots=True)
class Lambda(Expression):
    """types: None where none is given."""

    types: tuple[str | None, ...]
    names: tuple[str, ...]
    block: Block | None


@dataclass(frozen=True, slots=True)
class Reference(Expression):
    """`symbol::method`; method is `new` for a constructor."""

    symbol: str
    method: str


@dataclass(frozen=True, slots=True)
class NewArrayReference(Expression):
    """`type[]::new`."""

    type: str


@dataclass(frozen=True, slots=True)
class Symbol(Expression):
    """A name."""

    name: str


@dataclass(frozen=True, slots=True)
class Dot(Expression):
    """`prefix.name`, `prefix?.name`, `prefix.0`."""

    prefix: Expression
    name: str
    null_safe: bool = False


@dataclass(frozen=True, slots=True)
class Brace(Expression):
    """`prefix[index]`."""

    prefix: Expression
    index: Expression


@dataclass(frozen=True, slots=True)
class Call(Expression):
    """`prefix.name(arguments)`."""

    prefix: Expression
    name: str
    arguments: tuple[Expression, ...]
    null_safe: bool = False


@dataclass(frozen=True, slots=True)
class Function(Node):
    """A function that a script declares, or the script itself, whose name is `execute`."""

    returns: str
    name: str
    types: tuple[str, ...]
    names: tuple[str, ...]
    block: Block


@dataclass(frozen=True, slots=True)
class Source(Node):
    """A script: its functions and its statements."""

    functions: tuple[Function, ...]
    body: Block
