"""Comments in bodies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.base.errors import XContentParseError
from findling.rest.json_body import parse_json_text
from findling.rest.json_comments import without_comments


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b'/* a */ {"a": 1} // end', {"a": 1}),
        (
            b'{"a": /* "x" */ "// no comment", // one\n "b": "/* nor this */"}',
            {"a": "// no comment", "b": "/* nor this */"},
        ),
        (b'{"a\\"//": [1, /* 2, */ 3]}', {'a"//': [1, 3]}),
    ],
)
def test_comments_are_passed_over(text: bytes, value: object) -> None:
    assert parse_json_text(text) == value


@pytest.mark.parametrize("text", [b'{"a": 1 /* no end', b'{"a": 1} / ', b'/*/ {"a": 1}', b'{"a": "// no end}'])
def test_what_is_no_comment_is_an_error(text: bytes) -> None:
    with pytest.raises(XContentParseError):
        parse_json_text(text)


def test_a_fault_after_a_comment_keeps_its_place() -> None:
    with pytest.raises(XContentParseError, match=r"^\[2:8\]"):
        parse_json_text(b'{/* one\n*/ "a" 1}')


@given(st.text(alphabet='"/*\\\n{}a'))
def test_places_stay(text: str) -> None:
    raw = text.encode()
    result = without_comments(raw)
    assert len(result) == len(raw)
    assert result.count(b"\n") == raw.count(b"\n")
