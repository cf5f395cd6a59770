"""Base of tokenizers that find tokens text by text in Python."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from findling.analysis.text_batch import TextBatch
from findling.analysis.tokenizer import WORD_TYPE, Spans, Tokenizer
from findling.base.work.current import checked


class MatchTokenizer(Tokenizer):
    """A tokenizer that gives spans of characters of one text after the other."""

    token_type = WORD_TYPE

    def matches(self, text: str) -> Iterable[tuple[int, int]]:
        """Returns (start, end) of the tokens, in characters, in order of start."""
        raise NotImplementedError

    def spans(self, batch: TextBatch, types: bool) -> Spans:
        blob = batch.text.tobytes()
        edges = batch.starts.tolist()
        texts = [blob[start : end - 1].decode() for start, end in pairwise(edges)]
        found = [list(checked(self.matches(text))) for text in texts]
        counts = np.array([len(spans) for spans in found], np.int32)
        flat = np.array([span for spans in found for span in spans], np.int64).reshape(-1, 2)
        bases = np.repeat(batch.starts[:-1], counts)
        if batch.ascii:
            return self._typed(counts, flat[:, 0] + bases, flat[:, 1] + bases)
        starts = _char_starts(batch)
        at = np.repeat(_first_characters(texts), counts)
        return self._typed(counts, starts[flat[:, 0] + at], starts[flat[:, 1] + at])

    def _typed(
        self, counts: npt.NDArray[np.int32], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
    ) -> Spans:
        return Spans(counts, starts.astype(np.int32), ends.astype(np.int32), self.token_type)


def _first_characters(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """Returns the number of characters, line feeds after values included, before each text."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    before: npt.NDArray[np.int64] = np.cumsum(lengths) - lengths
    return before


def _char_starts(batch: TextBatch) -> npt.NDArray[np.intp]:
    """Returns the byte at which each character of the batch starts."""
    return np.flatnonzero((batch.text[: batch.n_bytes] & 0xC0) != 0x80)
