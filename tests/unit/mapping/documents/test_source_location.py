"""Places of values in JSON texts."""

from typing import Any

import pytest

from findling.mapping.documents.source_location import end_location, location_of


@pytest.mark.parametrize(
    ("text", "path", "value", "place"),
    [
        (b'{"a":1}', "a", 1, ("1:6", "1:6")),
        (b'{ "a" : "x" }', "a", "x", ("1:9", "1:9")),
        (b'{"a":{"b":[1,2,{"c":3}]}}', "a.b", 2, ("1:14", "1:14")),
        (b'{"a":{"b":[1,2,{"c":3}]}}', "a.b.c", 3, ("1:21", "1:21")),
        (b'{"a":{"b":1},"c":2}', "a", {"b": 1}, ("1:6", "1:12")),
        (b'{"a":[[1],[2]]}', "a", [[1], [2]], ("1:6", "1:14")),
        (b'{\n "x": 1,\n "a": true\n}', "a", True, ("3:7", "3:7")),
        (b'{"a.b": null}', "a.b", None, ("1:9", "1:9")),
        ('{"ä":"ö","a":1}'.encode(), "a", 1, ("1:16", "1:16")),
        (b'{"q\\"":"}{","a":-1.5e3}', "a", -1500.0, ("1:17", "1:17")),
        (b'{"a":["1",1]}', "a", 1, ("1:11", "1:11")),
    ],
)
def test_places(text: bytes, path: str, value: Any, place: tuple[str, str]) -> None:
    assert location_of(text, path, value) == place


def test_keys_and_absent_values() -> None:
    assert location_of(b'{"b":1, "a":2}', "a", 2, of_key=True) == ("1:9", "1:9")
    assert location_of(b'{"a":{"x":1,"b":{}}}', "a.b", None, of_key=True) == ("1:13", "1:13")
    assert location_of(b'{"a":1}', "a", 2) is None
    assert location_of(b"{}", "a", 1) is None


def test_end() -> None:
    assert end_location(b'{"a":1}\n') == "1:7"
    assert end_location(b'{\n"a":1\n }') == "3:2"
