"""Chunks cover a text, are not too long, and begin and end where sentences or words do."""

import re

from hypothesis import given
from hypothesis import strategies as st

from findling.inference.chunking import chunks

SENTENCES = "One two three. Four five! Six seven eight nine? Ten."


def pieces(text: str, **settings: object) -> list[str]:
    return [text[start:end] for start, end in chunks(text, settings)]


def test_sentences_together_as_long_as_they_fit() -> None:
    assert pieces(SENTENCES, strategy="sentence", max_chunk_size=5, sentence_overlap=0) == [
        "One two three. Four five! ",
        "Six seven eight nine? Ten.",
    ]
    assert pieces(SENTENCES, strategy="sentence", max_chunk_size=6, sentence_overlap=1) == [
        "One two three. Four five! ",
        "Four five! Six seven eight nine? ",
        "Six seven eight nine? Ten.",
    ]


def test_words_that_overlap() -> None:
    text = " ".join(f"w{number}" for number in range(10))
    assert pieces(text, strategy="word", max_chunk_size=4, overlap=2) == [
        "w0 w1 w2 w3", "w2 w3 w4 w5", "w4 w5 w6 w7", "w6 w7 w8 w9",
    ]  # fmt: skip
    assert pieces(text, strategy="none") == [text]


@given(st.text(alphabet="ab .!?\n", max_size=200), st.integers(2, 8), st.sampled_from(["sentence", "word"]))
def test_chunks_cover_what_has_words(text: str, most: int, strategy: str) -> None:
    settings = {"strategy": strategy, "max_chunk_size": most, "sentence_overlap": 0, "overlap": 0}
    found = chunks(text, settings)
    assert found == sorted(found)
    covered = {place for start, end in found for place in range(start, end)}
    assert all(place in covered for place, letter in enumerate(text) if letter in "ab")
    assert all(len(re.findall(r"\w+", text[start:end])) <= most for start, end in found)
