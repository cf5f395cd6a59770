"""The tree of the grammar to the syntax tree: expressions. Statements are in builder_statements."""

from collections.abc import Callable
from typing import Any, Final

from lark import Token, Tree

from findling.script.painless import syntax
from findling.script.painless.parser import Branch
from findling.script.painless.problems import invalid
from findling.script.painless.syntax import Expression

MAX_NESTING: Final = 400
Maker = Callable[["Builder", Branch], Any]
MAKERS: Final[dict[str, Maker]] = {}
"""What makes the node of a rule of the grammar."""


def makes(*rules: str) -> Callable[[Maker], Maker]:
    """Registers what makes the nodes of some rules."""

    def register(maker: Maker) -> Maker:
        MAKERS.update(dict.fromkeys(rules, maker))
        return maker

    return register


class Builder:
    """Builds the nodes of one script, and knows how deep it is."""

    def __init__(self) -> None:
        self._depth = 0

    def __call__(self, tree: Branch | Token) -> Any:
        """Returns the node of a part of the tree. Raises CompileFault."""
        if not isinstance(tree, Tree):
            raise TypeError("a token has no node")
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise invalid(f"script is nested more than [{MAX_NESTING}] levels deep", start(tree))
        made = MAKERS[tree.data](self, tree)
        self._depth -= 1
        return made

    def all(self, tree: Branch) -> tuple[Any, ...]:
        """Returns the nodes of the branches of a part of the tree."""
        return tuple(self(branch) for branch in branches(tree))


def start(tree: Branch | Token) -> int:
    """Returns where the text of a part begins."""
    position = tree.meta.start_pos if isinstance(tree, Tree) else tree.start_pos
    return int(position or 0)


def branches(tree: Branch) -> list[Branch]:
    """Returns the parts that are no tokens."""
    return [child for child in tree.children if isinstance(child, Tree)]


def tokens(tree: Branch, *kinds: str) -> list[Token]:
    """Returns the tokens of some kinds that stand directly in a part."""
    return [child for child in tree.children if isinstance(child, Token) and child.type in kinds]


def text_of(tree: Branch | Token) -> str:
    """Returns the text of a part without blanks."""
    return "".join(map(text_of, tree.children)) if isinstance(tree, Tree) else str(tree)


@makes("variable")
def _variable(build: Builder, tree: Branch) -> Expression:
    return _named(branches(tree)[0])


def _named(name: Branch) -> Expression:
    """Returns a dotted name as a symbol and accesses to its fields."""
    if len(name.children) == 1:
        return syntax.Symbol(start(name), str(name.children[0]))
    prefix, point, member = name.children
    assert isinstance(prefix, Tree)
    return syntax.Dot(start(point), _named(prefix), str(member))


def _prefix(build: Builder, tree: Branch | Token) -> Expression:
    is_name = isinstance(tree, Tree) and tree.data == "name"
    return _named(tree) if is_name else build(tree)  # type: ignore[arg-type]


@makes("wrapped_name")
def _wrapped_name(build: Builder, tree: Branch) -> Expression:
    return _named(branches(tree)[0])


@makes("precedence")
def _precedence(build: Builder, tree: Branch) -> Expression:
    inner: Expression = build(branches(tree)[0])
    return inner


@makes("conditional")
def _conditional(build: Builder, tree: Branch) -> Expression:
    return syntax.Conditional(start(tree), *build.all(tree))


@makes("elvis")
def _elvis(build: Builder, tree: Branch) -> Expression:
    return syntax.Elvis(start(tree), *build.all(tree))


@makes("assignment")
def _assignment(build: Builder, tree: Branch) -> Expression:
    left, right = build.all(tree)
    return syntax.Assignment(start(tree), left, right, str(tree.children[1])[:-1] or None)


@makes("boolean")
def _boolean(build: Builder, tree: Branch) -> Expression:
    return syntax.Boolean(start(tree), str(tree.children[1]), *build.all(tree))


@makes("binary")
def _binary(build: Builder, tree: Branch) -> Expression:
    return syntax.Binary(start(tree), str(tree.children[1]), *build.all(tree))


@makes("comparison")
def _comparison(build: Builder, tree: Branch) -> Expression:
    return syntax.Comparison(start(tree), str(tree.children[1]), *build.all(tree))


@makes("instanceof")
def _instanceof(build: Builder, tree: Branch) -> Expression:
    operand, of = branches(tree)
    return syntax.InstanceOf(start(tree), build(operand), text_of(of))


@makes("unary")
def _unary(build: Builder, tree: Branch) -> Expression:
    return syntax.Unary(start(tree), str(tree.children[0]), *build.all(tree))


@makes("pre", "post")
def _step(build: Builder, tree: Branch) -> Expression:
    operator = str(tokens(tree, "STEP")[0])[0]
    at = start(tree)
    (place,) = build.all(tree)
    return syntax.Assignment(at, place, syntax.Numeric(at, "1", 10), operator, tree.data == "post")


@makes("cast")
def _cast(build: Builder, tree: Branch) -> Expression:
    *of, _, operand = tree.children[1:]
    return syntax.Cast(start(tree), "".join(map(text_of, of)), _prefix(build, operand))


@makes("field")
def _field(build: Builder, tree: Branch) -> Expression:
    prefix, point, member = tree.children
    return syntax.Dot(start(point), _prefix(build, prefix), str(member), str(point) == "?.")


@makes("call")
def _call(build: Builder, tree: Branch) -> Expression:
    prefix, point, name, arguments = tree.children
    return syntax.Call(start(point), _prefix(build, prefix), str(name), build(arguments), str(point) == "?.")


@makes("named_call")
def _named_call(build: Builder, tree: Branch) -> Expression:
    name, arguments = branches(tree)
    if len(name.children) == 1:
        return syntax.LocalCall(start(name), str(name.children[0]), build(arguments))
    prefix, point, member = name.children
    return syntax.Call(start(point), _prefix(build, prefix), str(member), build(arguments))


@makes("brace")
def _brace(build: Builder, tree: Branch) -> Expression:
    prefix, bracket, index, _ = tree.children
    return syntax.Brace(start(bracket), _prefix(build, prefix), build(index))


@makes("arguments")
def _arguments(build: Builder, tree: Branch) -> tuple[Expression, ...]:
    return build.all(tree)


@makes("new_array")
def _new_array(build: Builder, tree: Branch) -> Expression:
    of, *sizes = branches(tree)
    name = text_of(of) + "[]" * len(sizes)
    return syntax.NewArray(start(tree), name, tuple(map(build, sizes)), by_elements=False)


@makes("initialized_array")
def _initialized_array(build: Builder, tree: Branch) -> Expression:
    of, _, *values = branches(tree)
    return syntax.NewArray(start(tree), f"{text_of(of)}[]", tuple(map(build, values)), by_elements=True)


@makes("new_object")
def _new_object(build: Builder, tree: Branch) -> Expression:
    of, arguments = branches(tree)
    return syntax.NewObject(start(tree), text_of(of), build(arguments))


@makes("list_init")
def _list_init(build: Builder, tree: Branch) -> Expression:
    return syntax.ListInit(start(tree), build.all(tree))


@makes("map_init")
def _map_init(build: Builder, tree: Branch) -> Expression:
    return syntax.MapInit(start(tree), tuple(build.all(entry) for entry in branches(tree)))


@makes("octal", "hex", "integer")
def _numeric(build: Builder, tree: Branch) -> Expression:
    skipped, radix = {"octal": (1, 8), "hex": (2, 16), "integer": (0, 10)}[tree.data]
    return syntax.Numeric(start(tree), text_of(tree)[skipped:], radix)


@makes("decimal")
def _decimal(build: Builder, tree: Branch) -> Expression:
    return syntax.Decimal(start(tree), text_of(tree))


@makes("true_", "false_")
def _boolean_constant(build: Builder, tree: Branch) -> Expression:
    return syntax.BooleanConstant(start(tree), tree.data == "true_")


@makes("null_")
def _null(build: Builder, tree: Branch) -> Expression:
    return syntax.Null(start(tree))


@makes("string")
def _string(build: Builder, tree: Branch) -> Expression:
    text = text_of(tree)
    quote = text[0]
    pieces = text[1:-1].split("\\\\")
    return syntax.String(start(tree), "\\".join(piece.replace(f"\\{quote}", quote) for piece in pieces))


@makes("regex")
def _regex(build: Builder, tree: Branch) -> Expression:
    pattern, _, flags = text_of(tree)[1:].rpartition("/")
    return syntax.Regex(start(tree), pattern, flags)
