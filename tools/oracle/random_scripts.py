"""Random scripts: expressions and statements of all types, most of them valid, some not."""

import random
from collections.abc import Callable

NUMBERS = ("int", "long", "float", "double", "byte", "short", "char")
TYPES = (*NUMBERS, "boolean", "String", "def", "def", "List", "Map", "int[]")
_LITERALS = {
    "int": ("0", "1", "2", "7", "-1", "-13", "100", "2147483647", "-2147483648", "0x1A", "017"),
    "long": ("0L", "1L", "5L", "-9L", "9223372036854775807L", "1000000007L", "-9223372036854775808L"),
    "float": ("0f", "1.5f", "-2.25f", "3.4e38f", "0.1f", "100f"),
    "double": ("0.0", "1.5", "-2.5", "1e10", "0.1", "1e-5", "100d", "1e300"),
    "byte": ("(byte) 5", "(byte) -128", "(byte) 127"),
    "short": ("(short) 300", "(short) -1"),
    "char": ("(char) 65", "(char) 97", "(char) 48", "(char) 'x'"),
    "boolean": ("true", "false"),
    "String": ("'a'", "'b'", "''", "'abc'", "'12'", '"q\'q"', "'Ä'"),
    "def": ("null",),
    "List": ("[]", "[1, 2, 3]", "['x', 'y']", "[1.5, null, true]", "[[1], 2L]"),
    "Map": ("[:]", "['a': 1]", "['a': 1.5, 'b': 'z']", "['k': [1, 2]]"),
    "int[]": ("new int[] {1, 2, 3}", "new int[2]"),
}
_STRING_CALLS = (
    ("length()", "int"), ("isEmpty()", "boolean"), ("charAt({int})", "char"), ("indexOf({String})", "int"),
    ("substring({int})", "String"), ("toUpperCase()", "String"), ("contains({String})", "boolean"),
    ("compareTo({String})", "int"), ("trim()", "String"), ("startsWith({String})", "boolean"),
    ("replace({String}, {String})", "String"), ("equals({def})", "boolean"), ("hashCode()", "int"),
)  # fmt: skip
_LIST_CALLS = (
    ("size()", "int"), ("get({int})", "def"), ("contains({def})", "boolean"), ("isEmpty()", "boolean"),
    ("indexOf({def})", "int"), ("toString()", "String"), ("hashCode()", "int"),
)  # fmt: skip
_MAP_CALLS = (
    ("size()", "int"), ("get({String})", "def"), ("containsKey({String})", "boolean"),
    ("getOrDefault({String}, {def})", "def"), ("toString()", "String"),
)  # fmt: skip
_MATH = ("Math.abs({double})", "Math.max({double}, {double})", "Math.min({double}, {double})", "Math.floor({double})",
         "Math.sqrt({double})", "Math.signum({double})", "Math.pow({double}, 2.0)")  # fmt: skip


class Scripts:
    """Draws scripts. Names of variables tell their types only to the one who draws."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._variables: list[tuple[str, str]] = []
        self._count = 0

    def script(self) -> str:
        """Returns a script."""
        self._variables, self._count = [], 0
        functions = [self._function() for _ in range(self._chance.choice((0, 0, 0, 1)))]
        lines = [self._statement(2) for _ in range(self._chance.randint(0, 5))]
        lines.append(f"return {self.expression(self._type(), 3)}")
        return " ".join([*functions, *lines])

    def expression(self, of: str, depth: int) -> str:
        """Returns an expression that may be of a type."""
        if self._chance.random() < 0.03:
            of = self._type()
        if depth <= 0 or self._chance.random() < 0.15:
            return self._leaf(of)
        makers: dict[str, Callable[[int], str]] = {
            "boolean": self._boolean, "String": self._string, "def": self._def, "List": self._list, "Map": self._map,
        }  # fmt: skip
        if of in makers:
            return makers[of](depth - 1)
        return self._leaf(of) if of == "int[]" else self._number(of, depth - 1)

    def _type(self) -> str:
        return self._chance.choice(TYPES)

    def _leaf(self, of: str) -> str:
        known = [name for name, its in self._variables if its == of]
        if known and self._chance.random() < 0.7:
            return self._chance.choice(known)
        if of == "def":
            return self._leaf(self._chance.choice(("int", "long", "double", "String", "boolean", "List", "Map", "int")))
        return self._chance.choice(_LITERALS[of])

    def _filled(self, pattern: str, depth: int) -> str:
        for of in (*NUMBERS, "boolean", "String", "def"):
            while f"{{{of}}}" in pattern:
                pattern = pattern.replace(f"{{{of}}}", self.expression(of, depth), 1)
        return pattern

    def _call(self, of: str, depth: int) -> str | None:
        """Returns a call of a method that gives a type, or None."""
        found = [
            (holder, call)
            for holder, calls in (("String", _STRING_CALLS), ("List", _LIST_CALLS), ("Map", _MAP_CALLS))
            for call, gives in calls
            if gives == of
        ]
        if not found:
            return None
        holder, call = self._chance.choice(found)
        holder = self._chance.choice((holder, holder, "def"))
        return f"{self._leaf(holder)}.{self._filled(call, depth)}"

    def _number(self, of: str, depth: int) -> str:
        kind = self._chance.random()
        if kind < 0.5:
            operator = self._chance.choice(["+", "-", "*", "/", "%", "+", "-", "*"])
            other = self._chance.choice((of, of, "int", "def"))
            return f"({self.expression(of, depth)} {operator} {self.expression(other, depth)})"
        if kind < 0.6 and of in ("int", "long"):
            operator = self._chance.choice(["&", "|", "^", "<<", ">>", ">>>"])
            return (
                f"({self.expression(of, depth)} {operator} {self.expression(self._chance.choice((of, 'int')), depth)})"
            )
        if kind < 0.7:
            return f"({of}) {self._leaf(self._chance.choice((*NUMBERS, 'def')))}"
        if kind < 0.8:
            return (
                f"({self.expression('boolean', depth)} ? {self.expression(of, depth)} : {self.expression(of, depth)})"
            )
        if kind < 0.9:
            return self._call(of, depth) or f"-{self._leaf(of)}"
        if of == "double":
            return self._filled(self._chance.choice(_MATH), depth)
        return f"{self._chance.choice(('-', '+', '~', '-'))}{self._leaf(of)}"

    def _boolean(self, depth: int) -> str:
        kind = self._chance.random()
        if kind < 0.4:
            of = self._chance.choice((*NUMBERS, "def"))
            operator = self._chance.choice(["<", "<=", ">", ">=", "==", "!="])
            return f"{self.expression(of, depth)} {operator} {self.expression(self._chance.choice((of, 'int')), depth)}"
        if kind < 0.6:
            operator = self._chance.choice(("&&", "||"))
            return f"({self.expression('boolean', depth)} {operator} {self.expression('boolean', depth)})"
        if kind < 0.7:
            return f"!({self.expression('boolean', depth)})"
        if kind < 0.8:
            of = self._chance.choice(("Integer", "String", "List", "Map", "Number", "long", "def", "Object"))
            return f"({self._leaf(self._chance.choice(('List', 'String', 'int')))} instanceof {of})"
        if kind < 0.9:
            of = self._chance.choice(("String", "List", "Map", "boolean"))
            operator = self._chance.choice(("==", "!=", "==", "==="))
            return f"{self.expression(of, depth)} {operator} {self.expression(of, depth)}"
        return self._call("boolean", depth) or "true"

    def _string(self, depth: int) -> str:
        kind = self._chance.random()
        if kind < 0.6:
            left, right = self.expression("String", depth), self.expression(self._type(), depth)
            return f"({left} + {right})" if self._chance.random() < 0.7 else f"({right} + {left})"
        return self._call("String", depth) or "'s'"

    def _def(self, depth: int) -> str:
        kind = self._chance.random()
        if kind < 0.3:
            operator = self._chance.choice(["+", "-", "*", "/", "%", "+", "==", "<"])
            return f"({self._leaf('def')} {operator} {self.expression(self._type(), depth)})"
        if kind < 0.5:
            holder = self._chance.choice(("List", "Map", "def", "int[]"))
            index = self.expression("String" if holder == "Map" else "int", 1)
            return f"{self._leaf(holder)}[{index}]"
        if kind < 0.6:
            holder = self._leaf(self._chance.choice(("Map", "def")))
            return f"{holder}.{self._chance.choice(('a', 'b', 'length', 'empty'))}"
        if kind < 0.7:
            return f"({self._leaf('def')} ?: {self.expression(self._type(), depth)})"
        if kind < 0.8:
            return f"({self._leaf('List')})?.{self._chance.choice(('a', 'toString()', 'size()', 'foo'))}"
        return self._call("def", depth) or self.expression(self._type(), depth)

    def _list(self, depth: int) -> str:
        if self._chance.random() < 0.3:
            return f"{self._leaf('List')}.stream().map({self._lambda(depth)}).collect(Collectors.toList())"
        return f"[{', '.join(self.expression(self._type(), depth) for _ in range(self._chance.randint(0, 3)))}]"

    def _map(self, depth: int) -> str:
        entries = [f"'{name}': {self.expression(self._type(), depth)}" for name in "ab"[: self._chance.randint(0, 2)]]
        return f"[{', '.join(entries) or ':'}]"

    def _lambda(self, depth: int) -> str:
        self._variables.append(("it", "def"))
        body = self.expression("def", depth)
        self._variables.pop()
        return f"it -> {body}" if self._chance.random() < 0.7 else f"it -> {{ def y = it; return {body} }}"

    def _declare(self, depth: int) -> str:
        of = self._type()
        value = self.expression(of, depth)
        self._count += 1
        name = f"v{self._count}"
        self._variables.append((name, of))
        return f"{of} {name} = {value};"

    def _statement(self, depth: int) -> str:
        kind = self._chance.random()
        if kind < 0.45 or not self._variables:
            return self._declare(depth)
        name, of = self._chance.choice(self._variables)
        if kind < 0.6:
            operator = self._chance.choice(["=", "+=", "-=", "*=", "/=", "%=", "=", "+="])
            return f"{name} {operator} {self.expression(of, depth)};"
        if kind < 0.65:
            return f"{name}{self._chance.choice(('++', '--'))};"
        if kind < 0.7 and of in ("List", "def"):
            return f"{name}.add({self.expression('def', depth)});"
        if kind < 0.75 and of in ("Map", "def"):
            return f"{name}.{self._chance.choice('ab')} = {self.expression('def', depth)};"
        return self._compound(kind, depth)

    def _compound(self, kind: float, depth: int) -> str:
        if kind < 0.85:
            other = f" else {self._block(depth)}" if self._chance.random() < 0.5 else ""
            return f"if ({self.expression('boolean', depth)}) {self._block(depth)}{other}"
        if kind < 0.9:
            return f"for (int i = 0; i < {self._chance.randint(1, 4)}; ++i) {self._block(depth)}"
        if kind < 0.95:
            return f"for (def e : {self._leaf(self._chance.choice(('List', 'int[]', 'def')))}) {self._block(depth)}"
        return f"try {self._block(depth)} catch (Exception e) {self._block(depth)}"

    def _block(self, depth: int) -> str:
        known = len(self._variables)
        lines = [self._statement(depth - 1) for _ in range(self._chance.randint(1, 2))]
        del self._variables[known:]
        return f"{{ {' '.join(lines)} }}"

    def _function(self) -> str:
        of, takes = self._type(), self._type()
        self._variables = [("p", takes)]
        body = self.expression(of, 2)
        self._variables = []
        return f"{of} f({takes} p) {{ return {body} }}"
