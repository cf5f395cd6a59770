"""Names that stand twice in one object."""

import importlib.util

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.base.duplicate_keys import find_duplicate, may_repeat
from tests.reference.api import Api


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a":1,"a":2}', ("a", 1, 11)),
        ('{"a":{"b":1},"c":{"b":2}}', None),
        ('{"a":[{"b":1},{"b":2}],\n "x":{"y":1, "y" : 2}}', ("y", 2, 17)),
        ('{"a":"a\\":1","b":"{\\"a\\":1,\\"a\\":2}"}', None),
        ('{"a":1,"\\u0061":2}', ("a", 1, 16)),
        ('["a","a",{"a":"a"}]', None),
        ('{"ä":1,"ä":2}', ("ä", 1, 13)),
        ("12", None),
        ('{"":1,"":2}', ("", 1, 9)),
    ],
)
def test_where_a_name_is_repeated(text: str, found: tuple[str, int, int] | None) -> None:
    raw = text.encode()
    twice = find_duplicate(raw)
    assert (twice and (twice.text.split("'")[1], *twice.where(raw, twice.place))) == found


VALUES = st.recursive(
    st.none() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_an_encoder_writes_has_none(value: object) -> None:
    assert find_duplicate(orjson.dumps(value)) is None


@given(st.dictionaries(st.text(max_size=3), VALUES, min_size=1, max_size=4), st.data())
def test_what_is_written_twice_is_found(value: dict[str, object], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(value)))
    text = orjson.dumps(value)[:-1] + b"," + orjson.dumps({name: 1})[1:]
    twice = find_duplicate(text)
    assert twice is not None
    assert twice.text == f"Duplicate field '{name}'"
    assert may_repeat(text, orjson.loads(text))


def test_quotes_of_values_are_not_taken_for_those_of_names() -> None:
    found = find_duplicate(b'{"":"",":":null,"0":null,":":1}')
    assert found is not None
    assert found.text == "Duplicate field ':'"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('{"a":[{"b":1},{"b":"x:y"}],"c":{"d":{}}}', False),
        ('{"a" :1,"a":2}', True),
        ('{"a"\t:1,"a"\n:2}', True),
        ('{"a":1,"b":{"c":1,"c":2}}', True),
        ('{"a":"\\":"}', True),  # not in truth: found out by a closer look
    ],
)
def test_most_texts_need_no_closer_look(text: str, answer: bool) -> None:
    assert may_repeat(text.encode(), orjson.loads(text)) is answer


def test_bodies_are_refused(api: Api) -> None:
    wrong = b'{"query":{"term":{"a":1}},\n"size":1,"size":2}'
    reason = "[2:16] Duplicate field 'size'"
    status, kind, told = api.post("/_search", wrong).error
    assert (status, kind, told.split("\n")[0]) == (400, "x_content_parse_exception", reason)
    assert api.put("/store", b'{"settings":{},"settings":{}}').error[1] == "x_content_parse_exception"


def test_lines_of_msearch_are_refused(api: Api) -> None:
    fault = api.call("POST", "/_msearch", b'{}\n{"size":1,"size":2}\n').error
    assert fault[:2] == (400, "x_content_parse_exception")
    assert fault[2].startswith("[1:17] Duplicate field 'size'")


def test_documents_are_refused(api: Api) -> None:
    wrong = b'{"a":1,"b":{"c":1,"c":2}}'
    expected = (400, "document_parsing_exception", "[1:17] failed to parse: [1:22] Duplicate field 'c'")
    for method, target in (("PUT", "/store/_doc/1"), ("PUT", "/store/_create/1"), ("POST", "/store/_doc")):
        answer = api.call(method, target, wrong)
        assert (*answer.error[:2], answer.error[2].split("\n")[0]) == expected
        assert answer.body["error"]["caused_by"]["type"] == "x_content_parse_exception"
    assert api.put("/store/_doc/1", b'{"a":[{"c":1},{"c":2}]}').status == 201


@pytest.mark.skipif(importlib.util.find_spec("cbor2") is not None, reason="cbor2 is installed")
def test_binary_bodies_need_an_extra(api: Api) -> None:
    for kind, part in (("cbor", "it needs findling[cbor]"), ("smile", "is not supported")):
        answer = api.post("/_search", b"\xbf\xff", content_type=f"application/{kind}")
        assert answer.status == 406
        assert part in answer.text
