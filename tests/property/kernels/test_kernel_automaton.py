"""The automaton kernel agrees with stepping through the table in Python."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from findling.codec.byte_strings import ByteStrings
from findling.kernels.terms.automaton import accept_terms

N_STATES = 4


@given(
    st.lists(st.text("abé日👩", max_size=5), max_size=12),
    st.lists(
        st.tuples(*[st.integers(-1, N_STATES - 1)] * 2, st.integers(-2, N_STATES - 1)),
        min_size=N_STATES,
        max_size=N_STATES,
    ),
    st.lists(st.booleans(), min_size=N_STATES, max_size=N_STATES),
    st.randoms(use_true_random=False),
)
def test_accept_terms(
    terms: list[str], moves: list[tuple[int, int, int]], accepting: list[bool], random: "st.random.Random"
) -> None:
    table = np.full((N_STATES, 129), -1, np.int32)
    table[:, [ord("a"), ord("b"), 128]] = moves
    strings = ByteStrings.from_list([term.encode() for term in terms])
    ords = np.array([i for i in range(len(terms)) if random.random() < 0.8], np.int64)
    out = np.empty(len(ords), np.uint8)
    blob = strings.blob if len(strings.blob) else np.zeros(1, np.uint8)
    unknown = accept_terms(blob, strings.starts.astype(np.uint32), ords, table, np.array(accepting, np.uint8), out)
    expected = [_verdict(terms[i], moves, accepting) for i in ords.tolist()]
    assert out.tolist() == expected
    assert unknown == expected.count(2)


def _verdict(term: str, moves: list[tuple[int, int, int]], accepting: list[bool]) -> int:
    state = 0
    for char in term:
        state = moves[state]["ab".index(char) if char in "ab" else 2]
        if state < 0:
            return 2 if state == -2 else 0
    return int(accepting[state])
