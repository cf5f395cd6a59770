"""Rego v0 becomes v1, and every place of it leads back to what the author wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.policy.rego_v0 import convert

HEAD = "package a\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("p { true }", "p if { true }"),
        ("p{ true } else{ true }", "p if { true } else if { true }"),
        ("p = x { x := 1 }", "p = x if { x := 1 }"),
        ("p := {1, 2} { true }", "p := {1, 2} if { true }"),
        ("p = {1 | true}", "p = {1 | true}"),
        ("p = 1 +\n  2 { true }", "p = 1 +\n  2 if { true }"),
        ("p[x] { x := 1 }", "p contains x  if { x := 1 }"),
        ('p["a"]', 'p contains "a" '),
        ("p.a { true }", 'p contains "a" if { true }'),
        ("p[x] = y { x := 1; y := 2 }", "p[x] = y if { x := 1; y := 2 }"),
        ('f("any", _)', 'f("any", _) := true'),
        ("p {\n  x\n  (y - 1) > 2\n  z := [\n    (1)]\n}", "p if {\n  x;\n  (y - 1) > 2\n  z := [\n    (1)]\n}"),
        ("p.q.r { true }", "p.q.r if { true }"),
        ("f(x) { x }", "f(x) if { x }"),
        ("f(x) = y { y := x }", "f(x) = y if { y := x }"),
        ("p { a } else = 2 { b } else { c }", "p if { a } else = 2 if { b } else if { c }"),
        ("p[x] { x := 1 } { x := 2 }", "p contains x  if { x := 1 }  p contains x  if { x := 2 }"),
        ("default p = false", "default p = false"),
        ("default f(_) = {1}\np { true }", "default f(_) = {1}\np if { true }"),
        ("p { re_match(`a{`, x) }", "p if { regex.match(`a{`, x) }"),
        ('p { x := "{" } # p { }', 'p if { x := "{" } # p { }'),
        ("p { in := 1; if := in }", "p if { in_v0 := 1; if_v0 := in_v0 }"),
        ("p { input.in.contains }", "p if { input.in.contains }"),
        ('p { contains("ab", "a") }', 'p if { contains("ab", "a") }'),
        ("import data.lib.x\nimport data.lib.x", "import data.lib.x\n                 "),
        ("import future.keywords\np contains x if { x := 1 }", "import future.keywords\np contains x if { x := 1 }"),
        ("import future.keywords.if\np[x] if x := 1\nq { x }", "import future.keywords.if\np[x] if x := 1\nq if { x }"),
        ("import future.keywords.in\np[x] { x in [1] }", "import future.keywords.in\np contains x  if { x in [1] }"),
        ("import rego.v1\np contains x if { x := 1 }", "import rego.v1\np contains x if { x := 1 }"),
        ("p { x", "p if { x"),
    ],
)
def test_becomes(old: str, new: str) -> None:
    assert convert(HEAD + old).text == HEAD + new


@pytest.mark.parametrize("name", ["any", "all", "cast_set", "cast_array", "cast_string"])
def test_built_ins_that_are_gone_become_functions_of_the_module(name: str) -> None:
    text = convert(f"{HEAD}p {{ {name}(x) }}\nq {{ {name}(y) }}").text
    assert text.count(f"{name}(x)") == 2
    assert text.startswith(f"{HEAD}p if {{ v0_{name}(x) }}\nq if {{ v0_{name}(y) }}\nv0_{name}(x")


def test_built_ins_of_two_arguments_that_are_gone() -> None:
    assert "v0_set_diff(a, b) }\nv0_set_diff(x, y) :=" in convert(HEAD + "p { set_diff(a, b) }").text
    assert "v0_cidr_overlap(a, b) }\nv0_cidr_overlap(x, y) :=" in convert(HEAD + "p { net.cidr_overlap(a, b) }").text


def test_a_rule_of_the_module_hides_a_built_in() -> None:
    assert convert(HEAD + "any(x) = x { true }\np { any(1) }").text == HEAD + "any(x) = x if { true }\np if { any(1) }"


def test_every_token_of_the_new_text_leads_to_the_authors() -> None:
    old = (
        'package a\nviolation[{"msg": msg}] {\n  re_match("a", msg) ; x := 7\n} {\n  any(y); z := 8\n}\nlast { v := 9 }'
    )
    new = convert(old)
    for piece in ("msg}", "7", "8", "9", "last", "z :=", "v :="):
        line, column = _place(new.text, piece)
        assert new.where(line, column) == _place(old, piece)


def test_what_was_put_in_is_from_where_it_was_put() -> None:
    new = convert("package a\np { all(x) }")
    assert new.where(2, 3) == (2, 3)  # the `i` of `if`, put before the brace
    assert new.where(3, 1) == (2, 13)  # the function, put at the end
    assert new.where(1) == (1, 1)
    assert new.where(99, 99) == (2, 13)


@given(st.text(alphabet='ap xif{}[]()."\n=:#`,1|', max_size=60))
def test_any_text_is_taken(text: str) -> None:
    new = convert(text)
    assert convert(text).text == new.text
    assert all(place >= (1, 1) for place in (new.where(line) for line in range(1, 9)))


def _place(text: str, piece: str) -> tuple[int, int]:
    at = text.index(piece)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
