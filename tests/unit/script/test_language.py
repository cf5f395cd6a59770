"""The language: what expressions give, with Java's types and arithmetic."""

import math

import pytest

from findling.base.errors import IllegalArgumentError, ScriptError
from findling.script.context import Context
from findling.script.engine import MAX_SCRIPT_BYTES, compile_script
from findling.script.painless.builder import MAX_NESTING
from findling.script.types import BOOLEAN, DEF, INT, MAP, STRING

VARIABLES = {"params": MAP, "text": STRING, "number": INT, "any": DEF}
ANY = Context("test", DEF, VARIABLES)
PREDICATE = Context("test", BOOLEAN, VARIABLES)


def value(source, context=ANY, params=None, **variables):
    """Returns what a script gives."""
    return compile_script(source, context).execute({"params": params or {}, **variables})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("7 / 2", 3),
        ("-7 / 2", -3),
        ("7 / -2", -3),
        ("-7 % 3", -1),
        ("7 % -3", 1),
        ("-7 / 2.0", -3.5),
        ("-7.5 % 2", -1.5),
        ("1 / 2 * 2.0", 0.0),
        ("2147483647 + 1", -2147483648),
        ("-2147483648 / -1", -2147483648),
        ("- (-2147483648)", -2147483648),
        ("65536 * 65536", 0),
        ("65536L * 65536", 4294967296),
        ("9223372036854775807L + 1", -9223372036854775808),
        ("0x1E + 010", 38),
        ("1e3", 1000.0),
        ("3d", 3.0),
        ("1.0 / 0", math.inf),
        ("-1.0 / 0", -math.inf),
        ("1 + 2 * 3 - 4", 3),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("+5 - -5", 10),
        ("(int) 3.9 + (int) -3.9", 0),
        ("(int) 1e20", 2147483647),
        ("(int) 4294967297L", 1),
        ("(long) 1e20", 9223372036854775807),
        ("(char) 65601 == (char) 'A'", True),
        ("Integer.parseInt('-12') / 5", -2),
        ("Math.max(1, 2)", 2.0),
        ("Math.abs(-3)", 3.0),
        ("'a' + 1 + true + null + (char) 98", "a1truenullb"),
        ("1 + 2 + 'a'", "3a"),
        ("'it\\'s' + \"\\\\\"", "it's\\"),
    ],
)
def test_arithmetic(source, expected):
    found = value(source)
    assert (found, type(found) is float) == (expected, type(expected) is float)


def test_remainders_without_a_number():
    assert math.isnan(value("1.0 % 0"))
    assert math.isnan(value("0.0 / 0"))
    assert not value("0.0 / 0 == 0.0 / 0")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 == 1.0", True),
        ("1 != 2L", True),
        ("1 < 2 == true", True),
        ("2 <= 2 && 3 >= 4 || 2 > 1", True),
        ("false && 1 / number == 0", False),
        ("true || 1 / number == 0", True),
        ("!(1 > 2)", True),
        ("'a' == 'a' && text === text && text !== 'b'", True),
        ("null != 'a'", True),
        ("text.charAt(0) == (char) 'q'", True),
        ("text.charAt(0) >= 113 && text.charAt(0) < (char) 'r'", True),
        ("number > 3 ? text == 'quick' : false", True),
        ("number < 3 ? false : number < 4 ? false : true", True),
        ("return number == 5;", True),
        ("/* five */ number == 5 // it is\n", True),
        ("params.limit < number && params.name == text && params.none == null", True),
        ("params.get('limit') == 4 && !params.containsKey('none')", True),
        ("params.limit / 3 == 1 && params.big + 1 < 0", True),
        ("params.name.length() == 5 && params.name.substring(1).startsWith('ui')", True),
        ("params.deep.more == 1.5", True),
        ("-params.limit == -4", True),
        ("params.yes", True),
        ("any == 'x'", False),
        ("any.length() == 2 && any.charAt(1) == (char) 'b'", True),
    ],
)
def test_predicates(source, expected):
    params = {"limit": 4, "name": "quick", "big": 2**31 - 1, "deep": {"more": 1.5}, "yes": True}
    assert value(source, PREDICATE, params, text="quick", number=5, any="ab") is expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("length()", 8),
        ("isEmpty()", False),
        ("empty", False),
        ("startsWith(' Q')", True),
        ("endsWith('k😀')", True),
        ("contains('ui')", True),
        ("equals(' Quick😀')", True),
        ("trim().equalsIgnoreCase('qUIck')", False),
        ("indexOf('k')", 5),
        ("indexOf('q', 2)", -1),
        ("indexOf('', 99)", 8),
        ("charAt(7) == 0xDE00", True),
        ("substring(3, 5)", "ic"),
        ("substring(6)", "😀"),
        ("substring(6, 7) == text.substring(6, 8)", False),
        ("toLowerCase()", " quick😀"),
        ("toUpperCase()", " QUICK😀"),
        ("trim()", "Quick😀"),
        ("compareTo(' Quiet')", -2),
        ("compareTo(' Qu')", 5),
        ("compareTo(' Quick\uffff')", 0xD83D - 0xFFFF),  # by units, not by characters
    ],
)
def test_strings(call, expected):
    """Indices and lengths are in UTF-16 units."""
    assert value(f"text.{call}", text=" Quick😀") == expected
    assert value(f"any.{call.replace('text.', 'any.')}", any=" Quick😀") == expected


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [
        ("isDigit", "7\u0663", "a\u00b2"),
        ("isLetter", "aß日", "7_"),
        ("isUpperCase", "AÅ", "aß1"),
        ("isLowerCase", "aß", "A1"),
        ("isWhitespace", " \t\u2003\u001c", "a\u00a0\u200b"),
    ],
)
def test_characters(name, yes, no):
    for text, expected in ((yes, True), (no, False)):
        for letter in text:
            assert value(f"Character.{name}(text.charAt(0))", text=letter) is expected
    assert value(f"Character.{name}(-1)") is False


def test_the_place_of_a_compile_error():
    """25 characters to each side, and a pointer below."""
    source = "text.length() > 3 && number == nope && text.length() < 300"
    with pytest.raises(ScriptError) as raised:
        compile_script(source, PREDICATE)
    assert raised.value.metadata == {
        "script_stack": [
            "... ength() > 3 && number == nope && text.length() < 3 ...",
            "                             ^---- HERE",
        ],
        "script": source,
        "lang": "painless",
        "position": {"offset": 31, "start": 6, "end": 56},
    }


def test_loops_end():
    """After a million rounds, or when the request ends."""
    with pytest.raises(ScriptError) as raised:
        value("int i = 0; while (true) { i++ }")
    assert raised.value.__cause__.type == "painless_error"
    script = compile_script("int i = 0; while (true) { i++ }", ANY)
    with pytest.raises(IllegalArgumentError, match="over"):
        script.execute({"params": {}}, _end)
    script = compile_script("def f(int n) { n < 2 ? n : f(n - 1) + f(n - 2) } return f(40)", ANY)
    with pytest.raises(IllegalArgumentError, match="over"):
        script.execute({"params": {}}, _end)


def _end():
    raise IllegalArgumentError("over")


def test_recursion_ends():
    assert value("int f(int n) { return n == 0 ? 0 : f(n - 1) + 1 } return f(500)") == 500
    with pytest.raises(ScriptError) as raised:
        value("int f(int n) { return f(n + 1) + 1 } return f(0)")
    assert raised.value.__cause__.type == "stack_overflow_error"


@pytest.mark.parametrize(
    "source",
    [
        "String s = 'aaaaaaaa'; for (int i = 0; i < 60; i++) { s += s } return s.length()",
        "String s = 'aaaaaaaa'; for (int i = 0; i < 60; i++) { s = s + s } return s.length()",
        "def s = 'aaaaaaaa'; for (int i = 0; i < 60; i++) { s = s + s } return s.length()",
        "return new int[2000000000].length",
        "return new int[100000][100000].length",
    ],
)
def test_memory_ends(source):
    with pytest.raises(ScriptError) as raised:
        value(source)
    assert raised.value.__cause__.type == "out_of_memory_error"


def test_scripts_are_bound_once_and_run_often():
    script = compile_script("number + params.more", ANY)
    assert script.variables == {"number", "params"}
    run = script.bind({"params": {"more": 2}}, ("number",))
    assert [run(1), run(2)] == [3, 4]
    run = script.bind({"params": {"more": 2}}, ("text", "number"))
    assert run("unused", 5) == 7


def test_limits():
    """Length, parentheses and chains of operators."""
    with pytest.raises(IllegalArgumentError, match=rf"max allowed inline script size in bytes \[{MAX_SCRIPT_BYTES}\]"):
        compile_script(" " * MAX_SCRIPT_BYTES + "1", ANY)
    deep = MAX_NESTING - 10
    assert value("(" * deep + "1" + ")" * deep) == 1
    assert value(" + ".join(["1"] * deep)) == deep
    assert value("!" * deep + "true") is True
    for source in (
        "(" * 5000 + "1" + ")" * 5000,
        " + ".join(["1"] * 5000),
        "!" * 5000 + "true",
        "text" + ".trim()" * 5000,
    ):
        with pytest.raises(ScriptError) as raised:
            compile_script(source, ANY)
        assert "nested more than [400] levels deep" in raised.value.__cause__.reason
