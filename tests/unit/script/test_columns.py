"""Scripts over columns: the same as document by document, or None where only that can do it."""

import random

import numpy as np
import pytest

from findling.base.errors import ScriptError
from findling.script.context import Context
from findling.script.doc_values.values import VALUE_CLASSES, Booleans, Doubles, Longs
from findling.script.engine import compile_script
from findling.script.painless.columns.protocol import Column
from findling.script.types import BOOLEAN, DOUBLE, LONG, MAP, Long

SCORE = Context("score", DOUBLE, {"params": MAP, "doc": MAP, "_score": DOUBLE}, VALUE_CLASSES)
FILTER = Context("filter", BOOLEAN, {"params": MAP, "doc": MAP, "_score": DOUBLE}, VALUE_CLASSES)
COUNT = 40
PARAMS = {"i": 3, "l": 5_000_000_000, "d": 0.25, "yes": True, "zero": 0, "name": "x", "in": {"er": 7}}
BOXES = {LONG: (Longs, Long), DOUBLE: (Doubles, float), BOOLEAN: (Booleans, bool)}


class Given:
    """Columns of a seed: whole numbers, fractions and truth values, each with and without holes."""

    def __init__(self, seed):
        chance = np.random.default_rng(seed)
        edges = [0, 1, -1, 2**31 - 1, -(2**31), 2**63 - 1, -(2**63), 7, 100]
        whole = np.where(chance.random(COUNT) < 0.3, chance.choice(edges, COUNT), chance.integers(-50, 50, COUNT))
        fractions = np.where(
            chance.random(COUNT) < 0.2, np.floor(chance.normal(0, 5, COUNT)), chance.normal(0, 5, COUNT)
        )
        full, holes = np.ones(COUNT, np.int32), (chance.random(COUNT) < 0.7).astype(np.int32)
        self.fields = {
            "n": Column(LONG, whole, full), "m": Column(LONG, chance.integers(1, 9, COUNT), full),
            "x": Column(DOUBLE, fractions, full), "b": Column(BOOLEAN, chance.random(COUNT) < 0.5, full),
            "hole": Column(LONG, whole, holes), "gap": Column(DOUBLE, fractions, holes),
        }  # fmt: skip
        self._scores = chance.random(COUNT)
        self.count = COUNT

    def column(self, name):
        return self.fields.get(name)

    def scores(self):
        return self._scores

    def document(self, place):
        """Returns what a script sees of one document."""
        doc = {}
        for name, column in self.fields.items():
            kind, box = BOXES[column.of]
            doc[name] = kind([box(column.values[place])] * int(column.counts[place]))
        return {"params": PARAMS, "doc": doc, "_score": float(self._scores[place])}


class Expressions:
    """Draws expressions for columns."""

    def __init__(self, seed):
        self._chance = random.Random(seed)

    def number(self, depth):
        draw = self._chance
        if depth == 0 or draw.random() < 0.2:
            return draw.choice(
                ["doc['n'].value", "doc['m'].value", "doc['x'].value", "doc.n.value", "_score", "2", "-3L", "1.5",
                 "0.1f", "params.i", "params.l", "params.d", "params.in.er", "doc['hole'].size()",
                 "doc['m'][0]", "(int) 70000"]
            )  # fmt: skip
        kind = draw.random()
        if kind < 0.5:
            return f"({self.number(depth - 1)} {draw.choice('+-*/%+-*')} {self.number(depth - 1)})"
        if kind < 0.6:
            function = draw.choice(["abs", "sqrt", "floor", "ceil", "signum", "rint", "log", "exp", "round", "cbrt"])
            return f"Math.{function}({self.number(depth - 1)})"
        if kind < 0.67:
            return f"Math.{draw.choice(['max', 'min', 'hypot'])}({self.number(depth - 1)}, {self.number(depth - 1)})"
        if kind < 0.8:
            return f"({self.truth(depth - 1)} ? {self.number(depth - 1)} : {self.number(depth - 1)})"
        if kind < 0.87:
            return f"({draw.choice(['int', 'long', 'float', 'double', 'short', 'byte'])}) ({self.number(depth - 1)})"
        if kind < 0.93:
            return f"(doc['hole'].size() == 0 ? {self.number(depth - 1)} : doc['hole'].value)"
        if kind < 0.97:
            left = draw.choice(["doc['n'].value", "doc['m'].value", "params.i", "5"])
            return f"({left} {draw.choice(['<<', '>>', '>>>', '&', '|', '^'])} {draw.choice(['2', 'params.i', '40L'])})"
        return f"-{self.number(0)}"

    def truth(self, depth):
        draw = self._chance
        if depth == 0 or draw.random() < 0.2:
            return draw.choice(["doc['b'].value", "params.yes", "doc['gap'].empty", "true", "params.name == 'x'"])
        kind = draw.random()
        if kind < 0.6:
            return (
                f"{self.number(depth - 1)} {draw.choice(['<', '<=', '>', '>=', '==', '!='])} {self.number(depth - 1)}"
            )
        if kind < 0.9:
            return f"({self.truth(depth - 1)} {draw.choice(['&&', '||'])} {self.truth(depth - 1)})"
        return f"!({self.truth(depth - 1)})"

    def script(self, kind):
        draw = self._chance
        value = self.number(3) if kind is SCORE else self.truth(3)
        if draw.random() < 0.2:
            return f"double v = {self.number(1)}; if (v > {self.number(1)}) {{ return {value}; }} return {value}"
        return value


def by_rows(script, given):
    """Returns the results document by document, or the first error."""
    results = []
    for place in range(given.count):
        try:
            results.append(script.execute(given.document(place)))
        except ScriptError as error:
            return error
    return results


@pytest.mark.parametrize("seed", range(8))
def test_columns_and_rows_agree(seed):
    given, draw, done = Given(seed), Expressions(seed), 0
    for number in range(120):
        context = SCORE if number % 2 else FILTER
        source = draw.script(context)
        try:
            script = compile_script(source, context)
        except ScriptError:
            continue
        assert script.columns is not None, source
        found, expected = script.columns.bind({"params": PARAMS})(given), by_rows(script, given)
        if found is None:
            continue
        done += 1
        assert not isinstance(expected, ScriptError), source
        np.testing.assert_allclose(found, np.array(expected), rtol=1e-12, atol=0, err_msg=source)
    assert done > 30


@pytest.mark.parametrize(
    "source",
    [
        "doc['hole'].value", "1 / doc['n'].value", "doc['nope'].value", "params.name + 1", "params.none + _score",
        "(int) doc['n'].value % 0 == 1 ? 1 : 2",
    ],
)  # fmt: skip
def test_errors_are_left_to_rows(source):
    script = compile_script(source, SCORE)
    assert script.columns is None or script.columns.bind({"params": PARAMS})(Given(1)) is None


@pytest.mark.parametrize(
    ("source", "fields", "reads_score"),
    [
        ("_score * Math.log(2 + doc['n'].value)", {"n"}, True),
        ("doc.x.size() == 0 ? 0 : doc['x'].value + doc['m'].get(0)", {"x", "m"}, False),
        ("return params.d", set(), False),
    ],
)
def test_what_is_read(source, fields, reads_score):
    script = compile_script(source, SCORE).columns
    assert (script.fields, script.reads_score) == (fields, reads_score)


@pytest.mark.parametrize(
    "source",
    [
        "double s = 0; for (int i = 0; i < 3; i++) { s += i } return s",
        "def f(def x) { x } f(1)",
        "return [1].size()",
        "return Integer.parseInt('1')",
        "doc['n'].value.toString().length()",
    ],
)
def test_not_for_columns(source):
    assert compile_script(source, SCORE).columns is None
