"""The tree of the grammar to the syntax tree: statements, functions, lambdas."""

from typing import Final

from lark import Token, Tree

from findling.script.painless import syntax
from findling.script.painless.builder import Builder, branches, makes, start, text_of, tokens
from findling.script.painless.parser import Branch, parse_tree
from findling.script.painless.problems import invalid
from findling.script.painless.syntax import Block, Expression, Statement

_EXECUTE: Final = "execute"


def parse(source: str) -> syntax.Source:
    """Returns the syntax tree of a source. Raises CompileFault."""
    try:
        made: syntax.Source = Builder()(parse_tree(source))
    except RecursionError:
        raise invalid("script is nested too deep", 0) from None
    return made


@makes("source")
def _source(build: Builder, tree: Branch) -> syntax.Source:
    at = start(tree.children[0])
    functions = [branch for branch in branches(tree) if branch.data == "function"]
    statements = tuple(build(branch) for branch in branches(tree) if branch.data != "function")
    return syntax.Source(at, tuple(map(build, functions)), Block(at, statements))


@makes("function")
def _function(build: Builder, tree: Branch) -> syntax.Function:
    returns, *parameters, block = branches(tree)
    pairs = [tuple(map(text_of, parameter.children)) for parameter in parameters]
    types, names = zip(*pairs, strict=True) if pairs else ((), ())
    body = build(block) or Block(start(tree), ())
    return syntax.Function(
        start(tree), text_of(returns), str(tokens(tree, "ID")[0]), types, names, Block(start(tree), body.statements)
    )


@makes("ended")
def _ended(build: Builder, tree: Branch) -> Statement:
    inner: Statement = build(tree.children[0])
    return inner


@makes("block")
def _block(build: Builder, tree: Branch) -> Block | None:
    statements = build.all(tree)
    return Block(start(tree), statements) if statements else None


@makes("trailer")
def _trailer(build: Builder, tree: Branch) -> Block | None:
    only = branches(tree)[0]
    return build(only) if only.data == "block" else Block(start(tree), (build(only),))


@makes("empty")
def _empty(build: Builder, tree: Branch) -> None:
    return None


@makes("if_")
def _if(build: Builder, tree: Branch) -> Statement:
    return syntax.If(start(tree), *build.all(tree))


@makes("if_else")
def _if_else(build: Builder, tree: Branch) -> Statement:
    condition, yes, no = build.all(tree)
    return syntax.If(start(tree), condition, yes, True, no)


@makes("while_")
def _while(build: Builder, tree: Branch) -> Statement:
    return syntax.While(start(tree), *build.all(tree))


@makes("do_")
def _do(build: Builder, tree: Branch) -> Statement:
    return syntax.Do(start(tree), *build.all(tree))


@makes("for_")
def _for(build: Builder, tree: Branch) -> Statement:
    return syntax.For(start(tree), *build.all(tree))


@makes("initializer", "condition", "afterthought")
def _optional(build: Builder, tree: Branch) -> Statement | Expression | None:
    return build(branches(tree)[0]) if tree.children else None


@makes("each")
def _each(build: Builder, tree: Branch) -> Statement:
    of, iterable, block = branches(tree)
    return syntax.Each(start(tree), text_of(of), str(tokens(tree, "ID")[0]), build(iterable), build(block))


@makes("in_each")
def _in_each(build: Builder, tree: Branch) -> Statement:
    return syntax.Each(start(tree), "def", str(tokens(tree, "ID")[0]), *build.all(tree))


@makes("try_")
def _try(build: Builder, tree: Branch) -> Statement:
    block, *catches = build.all(tree)
    return syntax.Try(start(tree), block, tuple(catches))


@makes("trap")
def _trap(build: Builder, tree: Branch) -> syntax.Catch:
    of, block = branches(tree)
    return syntax.Catch(start(tree), text_of(of), str(tokens(tree, "ID")[0]), build(block))


@makes("declaration")
def _declaration(build: Builder, tree: Branch) -> Statement:
    of, *variables = branches(tree)
    return syntax.Declarations(start(tree), tuple(_declared(build, each, text_of(of)) for each in variables))


def _declared(build: Builder, tree: Branch, of: str) -> syntax.Declaration:
    values = build.all(tree)
    return syntax.Declaration(start(tree), of, str(tree.children[0]), values[0] if values else None)


@makes("continue_")
def _continue(build: Builder, tree: Branch) -> Statement:
    return syntax.Continue(start(tree))


@makes("break_")
def _break(build: Builder, tree: Branch) -> Statement:
    return syntax.Break(start(tree))


@makes("return_")
def _return(build: Builder, tree: Branch) -> Statement:
    return syntax.Return(start(tree), *(build.all(tree) or (None,)))


@makes("throw_")
def _throw(build: Builder, tree: Branch) -> Statement:
    return syntax.Throw(start(tree), *build.all(tree))


@makes("expression_statement")
def _expression(build: Builder, tree: Branch) -> Statement:
    return syntax.ExpressionStatement(start(tree), *build.all(tree))


@makes("lambda")
def _lambda(build: Builder, tree: Branch) -> Expression:
    *head, _, body = tree.children
    pairs = _parameters(head)
    types, names = zip(*pairs, strict=True) if pairs else ((), ())
    return syntax.Lambda(start(tree), types, names, _body(build, body, start(tree)))


def _parameters(head: list[Branch | Token]) -> list[tuple[str | None, str]]:
    """Returns (type or None, name) of the parameters before an arrow."""
    found: list[tuple[str | None, str]] = []
    of: str | None = None
    for part in head:
        if isinstance(part, Token):
            if part.type == "ID":
                found.append((of, str(part)))
        elif part.data == "lambda_parameter":
            found.extend(_parameters(part.children))
        elif part.data == "name":
            if len(part.children) > 1:
                raise invalid("invalid sequence of tokens near ['->'].", start(part), cause="NoViableAltException")
            found.append((None, text_of(part)))
        else:
            of = text_of(part)
    return found


def _body(build: Builder, tree: Branch | Token, at: int) -> Block | None:
    """Returns the block of a lambda; that of an expression stands where the lambda does."""
    assert isinstance(tree, Tree)
    only = branches(tree)[0]
    if only.data == "block":
        block: Block | None = build(only)
        return block
    return Block(at, (syntax.Return(at, build(only)),))


@makes("reference")
def _reference(build: Builder, tree: Branch) -> Expression:
    symbol, _, method = tree.children
    if str(method) == "new" and isinstance(symbol, Tree) and any(part.data == "brackets" for part in branches(symbol)):
        return syntax.NewArrayReference(start(tree), text_of(symbol))
    return syntax.Reference(start(tree), text_of(symbol), str(method))
