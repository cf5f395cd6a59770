"""Grok: patterns that are written as a bank names them."""

from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from findling.ingest.grok.bank import patterns
from findling.ingest.grok.matcher import grok_of
from tests.unit.ingest.run import processed

_LINE = '83.149.9.216 - bob [28/May/2014:16:13:42 -0500] "GET /a.png HTTP/1.1" 200 203023 "http://s.com/" "Mozilla/5.0"'


def _captured(pattern: str, text: str, mode: str = "disabled", **definitions: str) -> dict[str, Any] | None:
    return grok_of(pattern, mode, definitions).captures(text)


def test_a_line_of_a_web_server_in_both_modes() -> None:
    found = _captured("%{COMBINEDAPACHELOG}", _LINE)
    assert found is not None
    assert (found["clientip"], found["auth"], found["verb"], found["response"]) == ("83.149.9.216", "bob", "GET", "200")
    found = _captured("%{COMBINEDAPACHELOG}", _LINE, "v1")
    assert found is not None
    assert (found["source.address"], found["user.name"], found["http.response.status_code"]) == (
        "83.149.9.216", "bob", 200,
    )  # fmt: skip


def test_what_is_captured_has_a_type() -> None:
    found = _captured("%{NUMBER:a:int} %{NUMBER:b:float} %{NUMBER:c:double} %{WORD:d:boolean}", "1 0.1 2 TRUE")
    assert found == {"a": 1, "b": 0.1, "c": 2.0, "d": True}
    with pytest.raises(IllegalArgumentError, match=r'For input string: "1\.5"'):
        _captured("%{NUMBER:a:int}", "1.5")


def test_groups_of_one_name_give_a_list_and_absent_ones_nothing() -> None:
    assert _captured("%{INT:n} %{INT:n}(?: %{INT:m})?", "1 10") == {"n": ["1", "10"]}
    assert _captured("(?<n>x)", "y") is None


def test_own_definitions_come_before_those_of_the_bank() -> None:
    assert _captured("%{PET:pet}", "my dog", PET="cat|%{DOG}", DOG="dog") == {"pet": "dog"}
    assert _captured("%{INT:n}", "1 a", INT="[a-z]") == {"n": "a"}


@pytest.mark.parametrize(
    ("pattern", "definitions", "reason"),
    [
        ("%{NOPE:x}", {}, "Unable to find pattern \\[NOPE\\] in Grok's pattern dictionary"),
        ("%{A}", {"A": "%{A}"}, "circular reference in pattern \\[A\\]"),
        ("%{A}", {"A": "%{B}", "B": "%{A}"}, "circular reference in pattern \\[B\\]"),
    ],
)
def test_what_is_no_pattern(pattern: str, definitions: dict[str, str], reason: str) -> None:
    with pytest.raises(IllegalArgumentError, match=reason):
        _captured(pattern, "x", **definitions)


@pytest.mark.parametrize("mode", ["disabled", "v1"])
def test_every_pattern_of_the_bank_can_be_used(mode: str) -> None:
    for name in patterns(mode):
        grok_of(f"%{{{name}}}", mode, {})


def test_the_first_pattern_that_fits_is_the_one() -> None:
    grok = {"grok": {"field": "m", "patterns": ["^%{INT:a}$", "%{WORD:b}"], "trace_match": True}}
    assert processed(grok, {"m": "7"}, {"m": "x"}, {"m": "!"}, {}) == [
        {"m": "7", "a": "7"},
        {"m": "x", "b": "x"},
        "Provided Grok expressions do not match field value: [!]",
        "field [m] not present as part of path [m]",
    ]


def test_redaction_of_all_that_fits() -> None:
    redact = {"redact": {"field": "m", "patterns": ["%{IP:client}", "%{EMAILADDRESS:mail}"]}}
    assert processed(redact, {"m": "1.2.3.4 x@y.org 5.6.7.8"}, {"m": "no"}, {}) == [
        {"m": "<client> <mail> <client>"}, {"m": "no"}, {},
    ]  # fmt: skip
    overlapping = {"redact": {"field": "m", "patterns": ["%{A:short}", "%{B:long}"], "prefix": "[", "suffix": "]",
                              "pattern_definitions": {"A": "ab", "B": "bcd"}}}  # fmt: skip
    assert processed(overlapping, {"m": "-abcd-"}) == [{"m": "-[long]-"}]
