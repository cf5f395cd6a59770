"""Objects of all kinds and packings give their documents, and say which lines are none."""

import gzip
from collections.abc import Callable

import pytest
import zstandard

from findling.serverless.indexing.lines import UnreadableObjectError, read_lines

NDJSON = b'{"a":1}\n\n{"a":\n[1]\n{"a":2}'
CSV = b'\xef\xbb\xbfname,text\none,"two\nlines"\nthree\nfour,\n'
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".zst": zstandard.compress,
    ".zstd": lambda data: zstandard.compress(data[:5]) + zstandard.compress(data[5:]),
}


@pytest.mark.parametrize("packing", PACKINGS)
def test_ndjson(packing: str) -> None:
    lines = list(read_lines(f"in/X.NDJSON{packing}", PACKINGS[packing](NDJSON)))
    assert [(line.number, line.document) for line in lines] == [(1, {"a": 1}), (3, None), (4, None), (5, {"a": 2})]
    assert (lines[1].text, (lines[1].problem or "")[:8]) == ('{"a":', "no JSON:")
    assert lines[2].problem == "no JSON object"


@pytest.mark.parametrize("packing", PACKINGS)
def test_csv(packing: str) -> None:
    lines = list(read_lines(f"x.csv{packing}", PACKINGS[packing](CSV)))
    assert [line.document for line in lines] == [{"name": "one", "text": "two\nlines"}, None, {"name": "four"}]
    assert lines[1].problem == "1 values for 2 columns"


def test_json() -> None:
    assert [line.document for line in read_lines("x.json", b'[{"a":1},{"a":2}]')] == [{"a": 1}, {"a": 2}]
    assert [line.document for line in read_lines("x.json", b'{"a":1}')] == [{"a": 1}]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.txt", b""),
        ("x", b""),
        ("x.json", b"["),
        ("x.ndjson.gz", b"no gzip"),
        ("x.ndjson.gz", gzip.compress(NDJSON, mtime=0)[:-3]),
        ("x.ndjson.zst", b"no zstd"),
        ("x.csv", b"a,b\n\xff\xfe,1\n"),
    ],
)
def test_what_cannot_be_read(name: str, data: bytes) -> None:
    with pytest.raises(UnreadableObjectError, match=name if name != "x.json" else "no JSON"):
        list(read_lines(name, data))
