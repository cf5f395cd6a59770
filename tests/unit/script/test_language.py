"""The language: what expressions give, with Java's types and arithmetic."""

import math

import pytest

from findling.base.errors import IllegalArgumentError, ScriptError
from findling.script.first.context import Context
from findling.script.first.engine import MAX_SCRIPT_BYTES, compile_script
from findling.script.first.parser import MAX_NESTING
from findling.script.first.types import BOOLEAN, DEF, INT, STRING

VARIABLES = {"text": STRING, "number": INT, "any": DEF}
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
        ("0x1F + 010", 39),
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
        ("false && 1 / 0 == 0", False),
        ("true || 1 / 0 == 0", True),
        ("!(1 > 2)", True),
        ("'a' == 'a' && 'a' === 'a' && 'a' !== 'b'", True),
        ("null != 'a'", True),
        ("text.charAt(0) == (char) 'q'", True),
        ("text.charAt(0) == 'q'", False),  # a char and a String, which Java boxes and compares
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


@pytest.mark.parametrize(
    ("source", "kind", "reason", "offset"),
    [
        ("", "illegal_argument_exception", "not all paths provide a return value for method [execute]", 0),
        ("true #", "illegal_argument_exception", "unexpected character [#].", 5),
        ("nope == 1", "illegal_argument_exception", "cannot resolve symbol [nope]", 0),
        ("true && text.nope()", "illegal_argument_exception", "member method [java.lang.String, nope/0] not found", 12),
        ("text.matches('a')", "illegal_argument_exception", "member method [java.lang.String, matches/1] not found", 4),
        ("text.nope", "illegal_argument_exception", "field [java.lang.String, nope] not found", 4),
        ("Math.pow(1, 2) > 0", "illegal_argument_exception", "static method [java.lang.Math, pow/2] not found", 4),
        ("1 + 1", "class_cast_exception", "Cannot cast from [int] to [boolean].", 0),
        ("!number", "class_cast_exception", "Cannot cast from [int] to [boolean].", 1),
        ("-text == 1", "class_cast_exception", "Cannot cast from [java.lang.String] to [int].", 0),
        (
            "text < 'b'",
            "class_cast_exception",
            "cannot apply the less than operator [<] to the types [java.lang.String] and [java.lang.String]",
            0,
        ),
        ("text.charAt('a') == 1", "class_cast_exception", "Cannot cast from [java.lang.String] to [int].", 12),
        ("null == null", "illegal_argument_exception", "extraneous comparison of [null] constants with [==]", 0),
        ("99999999999 > 1", "illegal_argument_exception", "Invalid int constant [99999999999].", 0),
        ("1 1", "illegal_argument_exception", "invalid sequence of tokens near ['1'].", 2),
        ("(1", "illegal_argument_exception", "unexpected end of script.", 2),
        ("true; true", "illegal_argument_exception", "[more than one statement] is not supported in scripts", 6),
        ("if (true) return true", "illegal_argument_exception", "[if] is not supported in scripts", 0),
        ("def x = 1", "illegal_argument_exception", "[def] is not supported in scripts", 0),
        ("text =~ /a/", "illegal_argument_exception", "[=~] is not supported in scripts", 5),
        ("number = 1", "illegal_argument_exception", "[=] is not supported in scripts", 7),
        ("params['a'] == 1", "illegal_argument_exception", "[[] is not supported in scripts", 6),
        ("number & 1", "illegal_argument_exception", "[&] is not supported in scripts", 7),
        ("1.5f > 1", "illegal_argument_exception", "[float] is not supported in scripts", 0),
        ("text + 1.5 == ''", "illegal_argument_exception", "[text of a double] is not supported in scripts", 7),
        ("f(1)", "illegal_argument_exception", "[function f] is not supported in scripts", 0),
    ],
)
def test_compile_errors(source, kind, reason, offset):
    with pytest.raises(ScriptError) as raised:
        compile_script(source, PREDICATE)
    error = raised.value
    assert (error.type, error.status, error.reason) == ("script_exception", 400, "compile error")
    assert (error.__cause__.type, error.__cause__.reason) == (kind, reason)
    assert error.metadata["position"]["offset"] == offset


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


@pytest.mark.parametrize(
    ("source", "kind", "reason", "offset"),
    [
        (" 1 / (number - 5) > 0", "arithmetic_exception", "/ by zero", 1),
        ("1 % (number - 5) > 0", "arithmetic_exception", "/ by zero", 0),
        ("text.charAt(9) > 0", "string_index_out_of_bounds_exception", "Index 9 out of bounds for length 5", 4),
        ("text.substring(3, 2) == ''", "string_index_out_of_bounds_exception", "begin 3, end 2, length 5", 4),
        ("text.contains(params.x)", "null_pointer_exception", "the argument is a null String", 4),
        ("params.x.y", "null_pointer_exception", "cannot access method/field [y] from a null def reference", 8),
        ("params.x", "null_pointer_exception", "cannot cast a null def reference to boolean", 0),
        ("any", "class_cast_exception", "cannot implicitly cast def [java.lang.String] to boolean", 0),
        ("any.f()", "illegal_argument_exception", "dynamic method [java.lang.String, f/0] not found", 3),
        ("any.g == 1", "illegal_argument_exception", "dynamic getter [java.lang.String, g] not found", 3),
        (
            "any * 2 > 1",
            "class_cast_exception",
            "Cannot apply [*] operation to types [java.lang.String] and [java.lang.Integer].",
            0,
        ),
        ("Integer.parseInt(text) > 1", "number_format_exception", 'For input string: "quick"', 7),
        ("Integer.parseInt(null) > 1", "number_format_exception", "Cannot parse null string: null", 7),
        ("(char) text == 1", "class_cast_exception", "cannot cast java.lang.String with length not equal", 7),
    ],
)
def test_runtime_errors(source, kind, reason, offset):
    with pytest.raises(ScriptError) as raised:
        value(source, PREDICATE, text="quick", number=5, any="ab")
    error = raised.value
    assert (error.type, error.status, error.reason) == ("script_exception", 400, "runtime error")
    assert error.__cause__.type == kind
    assert error.__cause__.reason.startswith(reason)
    start = len(source) - len(source.lstrip())
    assert error.metadata["position"] == {"offset": offset, "start": start, "end": len(source)}


def test_limits():
    """Length, parentheses and chains of operators."""
    with pytest.raises(IllegalArgumentError, match=rf"max allowed inline script size in bytes \[{MAX_SCRIPT_BYTES}\]"):
        compile_script(" " * MAX_SCRIPT_BYTES + "1", ANY)
    deep = MAX_NESTING - 1
    assert value("(" * deep + "1" + ")" * deep) == 1
    assert value(" + ".join(["1"] * MAX_NESTING)) == MAX_NESTING
    assert value("!" * deep + "true") is False
    for source in ("(" * 5000 + "1", " + ".join(["1"] * 5000), "!" * 5000 + "true", "text" + ".trim()" * 5000):
        with pytest.raises(ScriptError) as raised:
            compile_script(source, ANY)
        assert "nested more than [150] levels deep" in raised.value.__cause__.reason
