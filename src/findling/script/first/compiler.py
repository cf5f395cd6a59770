"""From the tree to a function: checks types from the leaves up and makes a closure of each node."""

from findling.base.errors import ClassCastError
from findling.script.first.casts import explicit_cast, java_text
from findling.script.first.context import Context
from findling.script.first.faults import CompileFault, unsupported, wrong
from findling.script.first.members import Members, is_class
from findling.script.first.operators import (
    ARITHMETIC,
    EQUALITIES,
    NAMES,
    RELATIONS,
    arithmetic,
    dynamic,
    dynamic_negated,
    negated,
)
from findling.script.first.tree import Binary, Call, Cast, Conditional, Literal, Member, Name, Node, Unary
from findling.script.first.typed import Run, Typed, applied, located
from findling.script.first.types import BOOLEAN, DEF, DOUBLE, INT, MAP, NULL, NUMERIC, STRING, Type, promoted


class Compiler:
    """Compiles the trees of one script in one context."""

    def __init__(self, context: Context) -> None:
        self._variables = {**context.variables, "params": MAP}
        self.members = Members(context)

    def compile(self, node: Node) -> Typed:
        """Returns the checked expression. Raises CompileFault."""
        match node:
            case Literal(value=value, type=of):
                return Typed(of, lambda frame: value, node.start)
            case Name():
                return self._name(node)
            case Member(target=target):
                return self.members.field(node, self.compile(target))
            case Call():
                return self._call(node)
            case Cast(type=of, operand=operand):
                inner = self.compile(operand)
                return inner.cast(of, explicit_cast(inner.type, of))
            case Unary():
                return self._unary(node)
            case Binary(operator="&&" | "||"):
                return self._boolean(node)
            case Binary():
                return self._binary(node)
            case Conditional():
                return self._conditional(node)
        raise unsupported(type(node).__name__, node.offset)

    def _name(self, node: Name) -> Typed:
        name = node.name
        if name not in self._variables:
            raise wrong(f"cannot resolve symbol [{name}]", node.offset)
        return Typed(self._variables[name], lambda frame: frame[name], node.start)

    def _call(self, node: Call) -> Typed:
        arguments = [self.compile(argument) for argument in node.arguments]
        class_name = is_class(node.target)
        if class_name is not None:
            return self.members.static_call(node, class_name, arguments)
        return self.members.call(node, self.compile(node.target), arguments)

    def _unary(self, node: Unary) -> Typed:
        operand = self.compile(node.operand)
        if node.operator == "!":
            given = operand.to(BOOLEAN).run
            return Typed(BOOLEAN, lambda frame: not given(frame), node.start)
        if operand.type is DEF:
            if node.operator == "+":
                raise unsupported("plus sign before a def", node.offset)
            return Typed(DEF, located(applied(dynamic_negated, operand.run), node.offset), node.start)
        of = promoted(operand.type, INT)
        if of is None:
            raise _cannot_cast(operand.type, INT, node.offset)
        number = operand.to(of)
        if node.operator == "+":
            return number
        return Typed(of, applied(lambda value: negated(value, of), number.run), node.start)

    def _boolean(self, node: Binary) -> Typed:
        left, right = self.compile(node.left).to(BOOLEAN).run, self.compile(node.right).to(BOOLEAN).run
        if node.operator == "&&":
            return Typed(BOOLEAN, lambda frame: left(frame) and right(frame), node.start)
        return Typed(BOOLEAN, lambda frame: left(frame) or right(frame), node.start)

    def _binary(self, node: Binary) -> Typed:
        left, right = self.compile(node.left), self.compile(node.right)
        if node.operator in EQUALITIES:
            return self._equality(node, left, right)
        if node.operator == "+" and STRING in (left.type, right.type):
            return Typed(STRING, located(applied(str.__add__, _text(left), _text(right)), node.offset), node.start)
        if DEF in (left.type, right.type):
            run = applied(dynamic(node.operator), left.to(DEF).run, right.to(DEF).run)
            return Typed(BOOLEAN if node.operator in RELATIONS else DEF, located(run, node.offset), node.start)
        of = promoted(left.type, right.type)
        if of is None:
            raise _cannot_apply(node, left.type, right.type)
        operands = left.to(of).run, right.to(of).run
        if node.operator in ARITHMETIC:
            return Typed(of, located(applied(arithmetic(node.operator, of), *operands), node.offset), node.start)
        return Typed(BOOLEAN, applied(RELATIONS[node.operator], *operands), node.start)

    def _equality(self, node: Binary, left: Typed, right: Typed) -> Typed:
        """Numbers are equal by value; all else as objects, which a char and a String never are."""
        if left.type is NULL and right.type is NULL:
            raise wrong(f"extraneous comparison of [null] constants with [{node.operator}]", node.offset)
        if promoted(left.type, right.type) is None or DEF in (left.type, right.type):
            left, right = left.to(DEF), right.to(DEF)
        return Typed(BOOLEAN, applied(EQUALITIES[node.operator], left.run, right.run), node.start)

    def _conditional(self, node: Conditional) -> Typed:
        condition = self.compile(node.condition).to(BOOLEAN).run
        yes, no = self.compile(node.yes), self.compile(node.no)
        of = _common(yes.type, no.type)
        either: tuple[Run, Run] = yes.to(of).run, no.to(of).run
        return Typed(of, lambda frame: either[0](frame) if condition(frame) else either[1](frame), node.start)


def _common(yes: Type, no: Type) -> Type:
    """Returns the type of what is one or the other."""
    if yes == no:
        return yes
    if yes in NUMERIC and no in NUMERIC:
        return promoted(yes, no) or DOUBLE
    if NULL in (yes, no):
        other = no if yes is NULL else yes
        return DEF if other.primitive else other
    return DEF


def _text(operand: Typed) -> Run:
    """Returns what gives the text of an operand, for a string that it is added to."""
    if operand.type is DOUBLE:
        raise unsupported("text of a double", operand.offset)
    if operand.type is DEF:
        return applied(dynamic("+"), lambda frame: "", operand.run)
    if not operand.type.boxable:
        raise unsupported(f"text of a {operand.type.name}", operand.offset)
    return applied(lambda value: java_text(value, operand.type), operand.run)


def _cannot_cast(source: Type, target: Type, offset: int) -> CompileFault:
    return CompileFault(ClassCastError(f"Cannot cast from [{source.name}] to [{target.name}]."), offset)


def _cannot_apply(node: Binary, left: Type, right: Type) -> CompileFault:
    operator = f"the {NAMES[node.operator]} operator [{node.operator}]"
    reason = f"cannot apply {operator} to the types [{left.name}] and [{right.name}]"
    return CompileFault(ClassCastError(reason), node.offset)
