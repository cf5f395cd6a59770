"""Hypothesis strategies for documents of the codec tests."""

import itertools
from operator import itemgetter

from hypothesis import strategies as st

from tests.reference.segment_model import Doc

TERMS = st.sampled_from(
    ["a", "aa", "b", "zebra", "zebraz", "ünï", "日本", "longer than eight bytes", "longer than", ""]
)
TAGS = st.sampled_from([b"", b"\x00", b"x", b"x\x00", b"same first 8 bytes", b"same fir", b"\xff\xff", b"tag"])
TOKENS = st.lists(st.tuples(TERMS, st.integers(0, 40)), max_size=12).map(
    lambda tokens: sorted(tokens, key=itemgetter(1))
)


def documents(max_size: int = 30) -> st.SearchStrategy[list[Doc]]:
    """Lists of documents with distinct ids."""
    counter = itertools.count()
    doc = st.builds(
        Doc,
        id=st.text(max_size=12).map(lambda text: f"{next(counter)}-{text}"),
        source=st.binary(max_size=300).map(lambda data: data.replace(b"\0", b"0")),
        seq_no=st.integers(0, 2**62),
        version=st.integers(1, 3),
        routing=st.none() | st.sampled_from(["r1", "r2", "ß"]),
        body=TOKENS,
        notes=TOKENS,
        tags=st.lists(TAGS, max_size=3),
        label=st.lists(TAGS, max_size=1),
        size=st.lists(st.integers(-(2**63), 2**63 - 1), max_size=2) | st.lists(st.integers(0, 9), max_size=1),
        price=st.lists(st.floats(allow_nan=False, width=32), max_size=2),
    )
    return st.lists(doc, max_size=max_size)
