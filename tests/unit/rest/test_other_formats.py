"""YAML and CBOR bodies: JSON written in another way, and nothing else."""

import datetime

import pytest

from findling.base.errors import XContentParseError
from findling.rest.json_body import as_json, parse_json
from findling.rest.media_types import MediaType
from tests.reference.api import Api

YAML = MediaType("application/yaml", "yaml")
LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(12)
)


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        "a: &a [*a]",
        "a: !!binary aGVsbG8=",
        "a: !!set {x, y}",
        "a: !!python/object:os.system x",
        "? [1, 2]\n: 3",
        "a: .nan",
        "a: .inf",
        "a: " + "9" * 5_000,
        "a: 0x" + "f" * 40,
        "[" * 5_000,
        "a: 'x",
    ],
)
def test_yaml_that_is_no_json(text: str) -> None:
    with pytest.raises(XContentParseError):
        parse_json(text.encode(), YAML)


def test_yaml_that_is_json() -> None:
    text = b"a: 2020-01-01\n2: {b: [true, null, 1.5, x]}\ntrue: '<<'\n"
    assert parse_json(text, YAML) == {"a": "2020-01-01", "2": {"b": [True, None, 1.5, "x"]}, "true": "<<"}


def test_a_yaml_body_is_refused_with_400(api: Api) -> None:
    answer = api.call("PUT", "/store/_doc/1", LAUGHS.encode(), {"content-type": "application/yaml"})
    assert answer.status == 400
    assert api.call("PUT", "/store/_doc/1", b"d: 2020-01-01", {"content-type": "application/yaml"}).status == 201


@pytest.mark.parametrize(
    "value", [b"x", {"a": b"x"}, [datetime.date(2020, 1, 1)], {(1,): 2}, float("nan"), 2**64, {1, 2}, object()]
)
def test_values_that_are_no_json(value: object) -> None:
    with pytest.raises(ValueError, match=r"not JSON|out of range"):
        as_json(value)


def test_a_value_in_several_places() -> None:
    shared = [1]
    with pytest.raises(ValueError, match="several places"):
        as_json([shared, shared])
    assert as_json([[1], [1]]) == [[1], [1]]
