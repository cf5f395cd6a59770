"""The kernel that finds the ends of sentences does what its twin does."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.kernels.text.sentences import N_CLASSES, sentence_ends
from findling.search.highlight.breaks.sentences import TABLE
from tests.reference import sentences

classes = st.lists(st.integers(0, N_CLASSES - 1), max_size=40)


@given(classes)
@settings(max_examples=500, deadline=None)
def test_sentence_ends(found: list[int]) -> None:
    out = np.empty(len(found), np.int32)
    n = sentence_ends(np.array(found, np.uint8), TABLE, out)
    assert out[:n].tolist() == sentences.sentence_ends(found, TABLE.reshape(-1, N_CLASSES).tolist())
