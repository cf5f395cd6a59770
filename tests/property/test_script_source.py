"""Any source: it is compiled and run, or refused with an error of scripts; nothing else comes of it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from findling.base.errors import ScriptError
from findling.script.context import Context
from findling.script.engine import compile_script
from findling.script.types import DEF, INT, MAP, STRING

CONTEXT = Context("test", DEF, {"params": MAP, "text": STRING, "number": INT, "any": DEF})
VARIABLES = {"text": "quick 😀", "number": 7, "any": None}
operands = st.sampled_from(
    ("1", "2147483647", "0", "-3L", "1.5", "0.0", "1e308", "'a'", "''", "'😀'", "null", "true", "text", "number", "any",
     "params.n", "params.s", "params.none", "(char) 'x'", "text.charAt(number)")
)  # fmt: skip
binary = st.sampled_from(("+", "-", "*", "%", "<", ">=", "==", "!=", "===", "&&", "||"))
methods = st.sampled_from(
    ("length()", "empty", "charAt({})", "substring({})", "substring({}, {})", "contains({})", "equals({})", "trim()",
     "indexOf({})", "indexOf({}, {})", "compareTo({})", "equalsIgnoreCase({})", "startsWith({})", "toUpperCase()")
)  # fmt: skip
expressions = st.recursive(
    operands,
    lambda inner: st.one_of(
        st.tuples(inner, binary, inner).map(lambda parts: f"({' '.join(parts)})"),
        st.tuples(inner, methods, inner, inner).map(lambda parts: f"{parts[0]}.{parts[1].format(*parts[2:])}"),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} ? {parts[1]} : {parts[2]})"),
        st.tuples(st.sampled_from(("!", "-", "(int) ", "(char) ", "(def) ", "(String) ", "(double) ")), inner).map(
            "".join
        ),
        inner.map("Character.isLetter({})".format),
        st.tuples(inner, inner).map(lambda parts: "Math.max({}, {})".format(*parts)),
    ),
    max_leaves=8,
)
scraps = st.lists(
    operands | binary | st.sampled_from(("(", ")", ".", ",", "?", ":", ";", "!", "return", "if", "=~", "'", "/*"))
)


def outcome(source):
    try:
        return compile_script(source, CONTEXT).execute({**VARIABLES, "params": {"n": 2**40, "s": "s"}})
    except ScriptError as error:
        place = error.metadata.get("position", {"start": 0, "offset": 0, "end": 0})
        assert place["start"] <= place["offset"] <= place["end"] <= len(source)
        return error.reason, str(error.__cause__)


@given(expressions)
@settings(max_examples=400, deadline=None)
def test_expressions(source):
    """The value, or why there is none, is the same in parentheses and before a comment."""
    assert repr(outcome(f"return ({source}) /* so */ ;")) == repr(outcome(f"return {source}"))


@given(st.text(max_size=30) | scraps.map(" ".join))
@settings(max_examples=400, deadline=None)
def test_anything(source):
    outcome(source)
