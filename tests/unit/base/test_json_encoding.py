"""Large values are encoded in pieces where the address space is limited; the text is orjson's."""

import subprocess
import sys
from typing import Any

import orjson
import pytest

from findling.base.json_values import JSON_OPTIONS
from findling.base.work.json_encoding import encode_in_pieces

VALUES: dict[str, Any] = {
    "small": {"a": [1, 2, {"b": None}], "c": "text"},
    "long list": list(range(70_000)),
    "tuples": tuple((n, str(n)) for n in range(30_000)),
    "long map": {str(n): n / 7 for n in range(60_000)},
    "one large child among small ones": {"took": 1, "a": {"values": [float(n) for n in range(50_000)]}, "z": [1]},
    "large children only": [["x"] * 25_000, {"y": ["z"] * 25_000}],
    "long texts": {"a": "ä" * 400_000, "b": ["text" * 100_000, "c"], "d": ""},
    "deep": [[[["x" * 10] * 30_000], []], {}, []],
    "numbers for names": dict.fromkeys(range(30000), "x"),
    "spliced": {"hits": [orjson.Fragment(b'{"a": 1}')] * 30_000, "long": orjson.Fragment(b'"' + b"a" * 500_000 + b'"')},
}


@pytest.mark.parametrize("name", VALUES)
def test_the_text_is_the_same(name: str) -> None:
    for option in (JSON_OPTIONS, JSON_OPTIONS | orjson.OPT_SORT_KEYS):
        if not (name == "numbers for names" and option & orjson.OPT_SORT_KEYS):  # sorted as texts or as numbers
            assert encode_in_pieces(VALUES[name], option=option) == orjson.dumps(VALUES[name], option=option)


def test_what_cannot_be_encoded_is_an_error_all_the_same() -> None:
    with pytest.raises(TypeError):
        encode_in_pieces([object()] * 30_000)
    assert encode_in_pieces([object()] * 30_000, default=lambda value: "x") == orjson.dumps(["x"] * 30_000)


_SCRIPT = """
import resource
from findling.base.work import json_encoding
value = {str(n / 10_000): float(n) for n in range(1_000_000)}
with open("/proc/self/statm") as statm:
    size = int(statm.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (size + (400 << 20),) * 2)
print(len(json_encoding.encode_in_pieces(value)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the size of the process")
def test_a_large_value_fits_into_a_limited_address_space() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert int(done.stdout) > 18_000_000
