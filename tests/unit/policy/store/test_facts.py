"""What modules tell of themselves."""

from collections.abc import Iterator

import pytest

from findling.policy.engine.apart import Checker
from findling.policy.store.facts import Facts, facts_of


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    checker = Checker()
    yield checker
    checker.close()


@pytest.mark.parametrize(
    ("body", "inputs", "is_stable"),
    [
        ('p if input.user.name == "a"', ("user",), True),
        ('p if input["user"].name == input.path', ("path", "user"), True),
        ("p if { x := input; x.y }", None, True),
        ("p if input[data.k]", None, True),
        ("p if f(input)\n\nf(x) := x", None, True),
        ("p if time.now_ns() > 1", (), False),
        ('p if rand.intn("a", 2) == 1', (), False),
        ("p if { some x in [1]; y := input.a[x] }", ("a",), True),
        ("p if count([1 | input.deep.er]) > 0", ("deep",), True),
        ("default p := 1\n\np := 2 if input.a\n\nelse := 3 if input.b", ("a", "b"), True),
        ('p := {"k": input.a}', ("a",), True),
        ("p if data.q with input.a as 1", ("a",), True),
    ],
)
def test_what_rules_look_at(checker: Checker, body: str, inputs: tuple[str, ...] | None, is_stable: bool) -> None:
    modules = {"a.rego": f"package a.b\n\n{body}\n"}
    facts = facts_of(modules, checker.trees(modules))
    assert (facts.packages, facts.inputs, facts.is_stable) == (("a.b",), inputs, is_stable)
    assert Facts.from_json(facts.to_json()) == facts
    assert facts.is_cacheable == (is_stable and inputs is not None)


def test_imports_count(checker: Checker) -> None:
    modules = {"a.rego": "package a\n\nimport input.user as u\n\np if u.name\n", "b.rego": "package a.c\n"}
    facts = facts_of(modules, checker.trees(modules))
    assert facts.inputs == ("user",)
    assert facts.has_package("a")
    assert facts.has_package("a.c")
    assert not facts.has_package("a.d")
    assert not Facts(("ab",)).has_package("a")


def test_without_a_syntax_tree_nothing_is_taken_for_granted() -> None:
    facts = facts_of({"a.rego": "package a.b\n\np if input.x\n"}, {"a.rego": None})
    assert facts == Facts(("a.b",), None, True)
    assert facts.looks_at("anything")
    assert not facts.is_cacheable
    assert not facts_of({"a.rego": "package a\np := time.now_ns()"}, {}).is_stable


def test_rules_that_look_at_the_time_are_asked_each_time() -> None:
    assert not Facts(("a",), ("time", "user"), True).is_cacheable
