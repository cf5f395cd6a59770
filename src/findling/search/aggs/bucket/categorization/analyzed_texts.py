"""The tokens of texts in `_source`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from findling.analysis.text_batch import utf16_length
from findling.base.java_values import shown
from findling.search.query.terms import values_at

if TYPE_CHECKING:
    from findling.analysis.analyzer import Analyzer
    from findling.search.aggs.base.aggregator import Leaf

_MOST_TOKENS: Final = 100


@dataclass(frozen=True, slots=True)
class AnalyzedTexts:
    """path: of the texts in `_source`"""

    path: str
    analyzer: Analyzer

    def of_documents(self, leaf: Leaf, docs: NDArray[np.int32]) -> Iterator[tuple[int, int, list[str]]]:
        """Returns for each text with tokens the number of its document, its length in UTF-16 units, and the tokens."""
        texts: list[str] = []
        owners: list[int] = []
        for number, raw in enumerate(leaf.segment.reader.source.get_many(docs)):
            found = [shown(value) for value in values_at(orjson.loads(raw) if raw else {}, self.path)]
            texts += found
            owners += [number] * len(found)
        for owner, text, tokens in zip(owners, texts, self._tokens(texts), strict=True):
            if tokens:
                yield owner, utf16_length(text), tokens

    def _tokens(self, texts: list[str]) -> Iterator[list[str]]:
        batch = self.analyzer.tokenize(texts)
        terms = [batch.terms[number] for number in batch.term_ids.tolist()]
        bounds = np.searchsorted(batch.value_ids, np.arange(len(texts) + 1)).tolist()
        for value in range(len(texts)):
            yield [token for token in terms[bounds[value] : bounds[value + 1]] if token][:_MOST_TOKENS]
