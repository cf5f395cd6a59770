"""Documents taken apart by kernels say what a JSON parser says, and nothing else is taken for a document."""

import orjson
from hypothesis import example, given
from hypothesis import strategies as st

from findling.analysis.packed_strings import PackedTexts
from findling.mapping.documents.json_documents import JsonDocuments
from findling.node.documents.request_lines import RequestLines
from tests.reference import json_documents as reference

TEXTS = st.text(
    st.sampled_from('ab1 ,:{}[]"\\/\x00\x1f\x7fü日👩\u2028') | st.characters(exclude_categories=["Cs"]), max_size=9
)
NUMBERS = st.integers(-(10**20), 10**20).filter(lambda n: -(2**63) <= n < 2**64) | st.sampled_from(
    [0, -1, 10**17, -(10**18)]
)
SCALARS = st.none() | st.booleans() | NUMBERS | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=2), max_leaves=4
)
NAMES = st.sampled_from(["a", "b", "name", "ü", "x.y", ""]) | TEXTS
DOCUMENTS = st.dictionaries(NAMES, VALUES, max_size=4)
BLANKS = st.sampled_from([b"", b"", b" ", b"\t", b" \r "])
WRONG = st.sampled_from([
    b'{"a":01}', b'{"a":-}', b'{"a":-0}', b'{"a":+1}', b'{"a":1.}', b'{"a":1e5}', b'{"a":nul}', b'{"a":nulll}',
    b'{"a":True}', b'{"a":"\t"}', b'{"a":"\xff"}', b'{"a":"\xed\xa0\x80"}', b'{"a":"\xc0\x80"}',
    b'{"a":"\xf4\x90\x80\x80"}', b'{"a":"\xe2\x82"}', b'{"a":"\\x"}', b'{"a":"\\ud800"}', b'{"a":"\\"}',
    b'{"a":[1}', b'{"a":[1,]}', b'{"a":[1]]}', b'{"a":{"b":1]}', b'{"a" 1}', b'{"a":1,}', b'{,"a":1}',
    b'{"a":1 "b":2}', b'{"a":1}}', b'{"a":1} {', b'{"a":}', b'{"a"}', b'{a:1}', b"{", b"", b"[]", b"7",
    b'{"a":1,"a":2}', b'{"\\u0061":1}', b'{"\xff":1}', b'{"a":1{}', b'{"a":"x"y}', b'{"a":[}', b'{"a":1\x0b}',
    b'{"a":\xa01}',
])  # fmt: skip


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """A line that mostly holds an object, in any spelling."""
    if draw(st.integers(0, 9)) == 0:
        return draw(WRONG)
    members = []
    for name, value in draw(DOCUMENTS).items():
        blanks = [draw(BLANKS) for _ in range(4)]
        members.append(
            b"%b%b%b:%b%b%b" % (blanks[0], orjson.dumps(name), blanks[1], blanks[2], orjson.dumps(value), blanks[3])
        )
    line = draw(BLANKS) + b"{" + (b",".join(members) or draw(BLANKS)) + b"}" + draw(BLANKS)
    if draw(st.integers(0, 5)) == 0 and line:
        at = draw(st.integers(0, len(line) - 1))
        line = line[:at] + draw(st.binary(max_size=1)).replace(b"\n", b"") + line[at + 1 :]
    return line


def read(found: list[bytes]) -> JsonDocuments | None:
    rows = RequestLines(b"\n".join(found) + b"\n")
    return JsonDocuments.read(rows.text, rows.starts, rows.ends)


@given(st.lists(lines(), min_size=1, max_size=6))
@example([b'{"a":"x\\n","b":[1,2]}', b'{"b":null,"a":"\\u00fc"}', b"{}"])
@example([b'{"a":"x"}', b'{"a":null}', b'{"a":"y"}'])
@example([b'{"a":1}', b'{"a":-999999999999999999}', b'{"a":1234567890123456789}'])
def test_columns(found: list[bytes]) -> None:
    """Names, rows and values of all members; a document that is wrong is never taken."""
    documents, expected = read(found), reference.read(found)
    if expected is None:
        assert documents is None
        return
    assert documents is not None
    columns: dict[str, list[tuple[int, object]]] = {}
    for name, values, rows in documents.columns():
        columns.setdefault(name, []).extend(zip(rows.tolist(), values, strict=True))
    columns = {name: sorted(pairs, key=lambda pair: pair[0]) for name, pairs in columns.items()}
    assert orjson.dumps(columns, option=orjson.OPT_SORT_KEYS) == orjson.dumps(
        reference.columns(expected), option=orjson.OPT_SORT_KEYS
    )
    assert list(documents) == [dict(members) for members in expected]
    assert list(documents.sources) == found


@given(st.lists(DOCUMENTS.map(orjson.dumps), min_size=2, max_size=6), st.data())
def test_selection(found: list[bytes], data: st.DataObject) -> None:
    """Some of the documents are what reading only them gives."""
    documents = read(found)
    places = sorted(data.draw(st.sets(st.integers(0, len(found) - 1))))
    chosen = read([found[place] for place in places]) if places else None
    if documents is None or chosen is None:
        return
    selected = documents.select(places)
    left, right = (
        [(name, list(values), rows.tolist()) for name, values, rows in some.columns()] for some in (selected, chosen)
    )
    assert left == right
    assert list(selected) == list(chosen)


def test_strings_stay_packed() -> None:
    """A column of strings, nulls beside them, is never made of objects; a decoded one neither."""
    documents = read([b'{"a":"x","b":1}', b'{"a":null,"b":"y"}', b'{"a":"\\u0041"}'])
    assert documents is not None
    columns = [(name, type(values), list(values)) for name, values, _ in documents.columns()]
    assert columns == [("a", PackedTexts, ["x", "A"]), ("a", list, [None]), ("b", list, [1, "y"])]


def test_many_names() -> None:
    """More names than the kernel's table takes are left to the parser."""
    assert read([orjson.dumps({f"n{i}": i for i in range(512)})]) is not None
    assert read([orjson.dumps({f"n{i}": i for i in range(513)})]) is None
