"""From the texts of one field in many documents to tokens with positions within the document."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from findling.analysis.token_batch import TokenBatch
from findling.base.matching import patience
from findling.base.runs import run_starts
from findling.codec.field_values import TextTokens
from findling.mapping.field_type import Analysis
from findling.mapping.parsed_batch import FieldColumn

DEFAULT_ANALYZER = "standard"

_OFFSET_GAP = 1
"""Units between two values of a document in offsets. Source: Lucene's Analyzer.getOffsetGap."""


def analyse(column: FieldColumn, analysis: Analysis) -> TextTokens:
    """Returns the tokens of a text column, from the analyzer that its structures name."""
    analyzer = analysis.analyzer(column.structures.analyzer or DEFAULT_ANALYZER)
    with patience():
        tokens = join_values(column, analyzer.tokenize(column.values, offsets=column.structures.keeps_offsets))
    if column.structures.index != "offsets" and not _go_forward(tokens):
        # as in Lucene, whose term vectors take any offsets
        tokens.start_offsets = tokens.end_offsets = None
    return tokens


def _go_forward(tokens: TextTokens) -> bool:
    """Whether no token starts before the one before it, or ends before it starts."""
    starts, ends = tokens.start_offsets, tokens.end_offsets
    if starts is None or ends is None:
        return True
    forward = (starts[1:] >= starts[:-1]) | (tokens.docs[1:] != tokens.docs[:-1])
    return bool(forward.all() and (ends >= starts).all())


def join_values(column: FieldColumn, tokens: TokenBatch) -> TextTokens:
    """Returns the tokens of a text column's values as tokens of its documents.

    The values of one document follow each other with `position_gap` positions, and one offset unit, between them.
    Source: Lucene's IndexingChain.
    """
    joined = TextTokens(
        terms=tokens.terms,
        term_ids=tokens.term_ids,
        docs=column.docs[tokens.value_ids],
        positions=tokens.positions,
        start_offsets=tokens.start_offsets,
        end_offsets=tokens.end_offsets,
        value_docs=column.docs,
    )
    if not (column.docs[1:] == column.docs[:-1]).any():
        return joined
    bases = _bases(column.docs, tokens.end_positions + column.structures.position_gap)[tokens.value_ids]
    joined = replace(joined, positions=(tokens.positions + bases).astype(np.int32))
    if tokens.start_offsets is None or tokens.end_offsets is None:
        return joined
    offset_bases = _bases(column.docs, _utf16_lengths(column.values) + _OFFSET_GAP)[tokens.value_ids]
    return replace(
        joined,
        start_offsets=(tokens.start_offsets + offset_bases).astype(np.int32),
        end_offsets=(tokens.end_offsets + offset_bases).astype(np.int32),
    )


def _bases(docs: npt.NDArray[np.int32], extents: npt.NDArray[np.signedinteger[Any]]) -> npt.NDArray[np.int64]:
    """Returns for each value the sum of the extents of the values before it in its document.

    docs: (n_values,) int32, non-decreasing; extents: (n_values,) integers
    """
    before = np.cumsum(extents, dtype=np.int64) - extents
    is_first = run_starts(docs)
    at_first: npt.NDArray[np.int64] = before[np.flatnonzero(is_first)]
    bases: npt.NDArray[np.int64] = before - at_first[np.cumsum(is_first) - 1]
    return bases


def _utf16_lengths(values: Sequence[str]) -> npt.NDArray[np.int64]:
    """Returns the length of each text in UTF-16 units."""
    lengths = (len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in values)
    return np.fromiter(lengths, dtype=np.int64, count=len(values))
