"""What queries mean, written from their definitions: a loop over documents, no index.

Documents are dicts; text is split at blanks. `Oracle.evaluate` gives the score of every matching document. Statistics
count every document that was ever written to a segment, deleted ones too, as Lucene does.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

F = np.float32
K1, B = F(1.2), F(0.75)


def decoded_length(length: int) -> int:
    """Returns a field length after its one-byte encoding: exact below 40, then the first four bits of length - 24."""
    if length < 40:
        return length
    rest = length - 24
    shift = rest.bit_length() - 4
    return 24 + (rest >> shift << shift)


@dataclass
class Document:
    """One version of a document in a segment."""

    id: str
    source: Mapping[str, Any]
    live: bool = True

    def tokens(self, field: str) -> list[str]:
        """Returns the tokens of a text field in order."""
        return str(self.source[field]).split() if self.source.get(field) is not None else []

    def values(self, field: str) -> list[Any]:
        """Returns the values of any other field."""
        value = self.source.get(field)
        return value if isinstance(value, list) else [] if value is None else [value]


class Oracle:
    """All documents of a shard.

    text: names of the text fields; the other fields are keywords (text values) or numbers
    """

    def __init__(self, documents: Sequence[Document], text: Sequence[str]) -> None:
        self.documents = documents
        self.text = text

    def evaluate(self, query: Mapping[str, Any]) -> dict[str, float]:
        """Returns the scores of the live documents that match, by id."""
        scores = ((document, self._score(document, query)) for document in self.documents if document.live)
        return {document.id: float(score) for document, score in scores if score is not None}

    def _score(self, document: Document, query: Mapping[str, Any]) -> np.float32 | None:
        ((name, body),) = query.items()
        score: np.float32 | None = getattr(self, f"_{name}")(document, body)
        return score

    # leaves

    def _match_all(self, document: Document, body: Mapping[str, Any]) -> np.float32:
        return F(body.get("boost", 1.0))

    def _term(self, document: Document, body: Mapping[str, Any]) -> np.float32 | None:
        ((field, entry),) = body.items()
        value, boost = entry["value"], entry.get("boost", 1.0)
        if not isinstance(value, str):
            return F(boost) if value in document.values(field) else None
        holders = [d for d in self.documents if value in d.values(field)]
        owners = [d for d in self.documents if d.values(field)]
        if value not in document.values(field):
            return None
        average = sum(len(set(d.values(field))) for d in owners) / len(owners)
        return self._bm25(1, 1, average, boost, [(len(holders), len(owners))])

    def _terms(self, document: Document, body: Mapping[str, Any]) -> np.float32 | None:
        ((field, values),) = body.items()
        return F(1) if set(values) & set(document.values(field)) else None

    def _range(self, document: Document, body: Mapping[str, Any]) -> np.float32 | None:
        ((field, bounds),) = body.items()
        low, high = bounds.get("gte", -math.inf), bounds.get("lte", math.inf)
        return F(1) if any(low <= value <= high for value in document.values(field)) else None

    def _exists(self, document: Document, body: Mapping[str, Any]) -> np.float32 | None:
        field = body["field"]
        there = document.source.get(field) is not None if field in self.text else bool(document.values(field))
        return F(1) if there else None

    def _match(self, document: Document, body: Mapping[str, Any]) -> np.float32 | None:
        ((field, entry),) = body.items()
        words = entry["query"].split()
        scores = [self._word(document, field, word, entry.get("boost", 1.0)) for word in words]
        found = [score for score in scores if score is not None]
        needed = len(words) if entry.get("operator") == "and" else entry.get("minimum_should_match", 1)
        if not words or len(found) < (needed if len(words) > 1 else 1):
            return None
        return F(sum(float(score) for score in found))

    def _match_phrase(self, document: Document, body: Mapping[str, Any]) -> np.float32 | None:
        ((field, phrase),) = body.items()
        words = phrase.split()
        if len(words) == 1:
            return self._word(document, field, words[0], 1.0)
        tokens = document.tokens(field)
        freq = sum(tokens[i : i + len(words)] == words for i in range(len(tokens)))
        return self._text_score(document, field, words, freq, 1.0) if words and freq else None

    # compounds

    def _constant_score(self, document: Document, body: Mapping[str, Any]) -> np.float32 | None:
        inner = self._score(document, body["filter"])
        return None if inner is None else F(body.get("boost", 1.0))

    def _dis_max(self, document: Document, body: Mapping[str, Any]) -> np.float32 | None:
        scores = [self._score(document, part) for part in body["queries"]]
        found = [float(score) for score in scores if score is not None]
        if not found:
            return None
        best = max(found)
        return F(best + (sum(found) - best) * float(F(body.get("tie_breaker", 0.0))))

    def _boosting(self, document: Document, body: Mapping[str, Any]) -> np.float32 | None:
        score = self._score(document, body["positive"])
        if score is None or self._score(document, body["negative"]) is None:
            return score
        return score * F(body["negative_boost"])

    def _bool(self, document: Document, body: Mapping[str, Any]) -> np.float32 | None:
        kinds = {kind: [self._score(document, q) for q in body.get(kind, [])] for kind in ("must", "filter", "should")}
        forbidden = [self._score(document, q) for q in body.get("must_not", [])]
        if any(score is None for score in kinds["must"] + kinds["filter"]) or any(s is not None for s in forbidden):
            return None
        if not any(body.get(kind) for kind in ("must", "filter", "should", "must_not")):
            return F(1)
        found = [float(score) for score in kinds["should"] if score is not None]
        least = 1 if body.get("should") and not body.get("must") and not body.get("filter") else 0
        # where nothing else is asked for, one clause has to match whatever the minimum says, as in Lucene
        if len(found) < max(least, body.get("minimum_should_match", least)):
            return None
        return F(sum(float(score) for score in kinds["must"] if score is not None) + sum(found))

    # scores

    def _word(self, document: Document, field: str, word: str, boost: float) -> np.float32 | None:
        freq = document.tokens(field).count(word)
        return self._text_score(document, field, [word], freq, boost) if freq else None

    def _text_score(self, document: Document, field: str, words: list[str], freq: int, boost: float) -> np.float32:
        owners = [d for d in self.documents if d.tokens(field)]
        average = sum(len(d.tokens(field)) for d in owners) / len(owners)
        counts = [(sum(word in d.tokens(field) for d in self.documents), len(owners)) for word in words]
        return self._bm25(freq, decoded_length(len(document.tokens(field))), average, boost, counts)

    def _bm25(
        self, freq: float, length: int, average: float, boost: float, counts: list[tuple[int, int]]
    ) -> np.float32:
        """counts: documents with the term, and with the field, for each term."""
        idf = F(sum(float(F(math.log(1 + (total - n + 0.5) / (n + 0.5)))) for n, total in counts))
        norm = F(1) / (K1 * ((F(1) - B) + B * F(length) / F(average)))
        weight = F(boost) * (F(1) + K1) * idf
        return weight - weight / (F(1) + F(freq) * norm)
