"""random_score: a factor in [0, 1) that a seed and a value of the document decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.java_collections import java_hash
from findling.base.java_numbers import java_double
from findling.base.json_values import json_token, scalar_text
from findling.base.score_arithmetic import chance, mixed, salted_seed
from findling.kernels.columns.murmur3 import hash_strings
from findling.mapping.traits import INTEGERS, NumberTraits
from findling.mapping.types.geo.geo_point import decode_points
from findling.search.doc_set import Docs
from findling.search.explanation import Explanation
from findling.search.parameters import Parameters
from findling.search.query.scoring.doc_numbers import (
    OWN_NUMBERS,
    SEQ_NO,
    check_doc_values,
    own_numbers,
    traits_of,
)
from findling.search.query.scoring.score_function import BoundFunction, Factors, ScoreFunction, scalars

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Scores

_LOW_BITS: Final = 0xFFFFFFFF
# (n,) bytes_, or object where they may end in zeros
Strings = NDArray[Any]


@dataclass(frozen=True)
class RandomScore(ScoreFunction):
    """The function of the query DSL. seed: 32 bits, signed; None: the time of the search"""

    name = "random_score"

    seed: int | None = None
    field: str | None = None

    def resolved(self, ctx: ShardContext) -> BoundFunction:
        if self.seed is None:
            ctx.unrepeatable.append("random_score")
            seed = _signed(ctx.now_ms ^ ctx.now_ms >> 32)
            return RandomScoreFunction(seed, salted_seed(seed, ctx.index, ctx.shard), None, "numbers", INTEGERS)
        name = SEQ_NO if self.field is None else self.field
        salted = salted_seed(self.seed, ctx.index, ctx.shard)
        if name in OWN_NUMBERS:
            return RandomScoreFunction(self.seed, salted, name, "numbers", INTEGERS)
        if name == "_index":
            return RandomScoreFunction(self.seed, salted, name, f"same {ctx.index}", INTEGERS)
        field = ctx.field(name)
        if field is None:
            raise IllegalArgumentError(
                f"Field [{name}] is not mapped on [[{ctx.index}/{ctx.settings.get('index.uuid', '_na_')}]] and cannot "
                "be used as a source of random numbers."
            )
        check_doc_values(field, ctx)
        return RandomScoreFunction(self.seed, salted, field.name, _kind(field), traits_of(field))


def _kind(field: MappedField) -> str:
    if field.type.is_point:
        return "points"
    return "numbers" if field.type.structures.is_numeric else "terms"


@dataclass(frozen=True)
class RandomScoreFunction(BoundFunction):
    """The function bound to a column; salted: the seed that hashes start from, unsigned.

    column: None: documents are numbered; kind: numbers, points or terms; "same TEXT": all documents have that one
    """

    java_class = "common.lucene.search.function.RandomScoreFunction"

    seed: int
    salted: int
    column: str | None
    kind: str
    numbers: NumberTraits

    def factors(self, segment: SegmentContext, docs: Docs, scores: Scores) -> Factors:
        if self.column is None:
            hashed = mixed((docs.astype(np.int64) + segment.doc_base) ^ self.salted)
        else:
            hashed = self._hashes(segment, docs)
        return chance(hashed)

    def _hashes(self, segment: SegmentContext, docs: Docs) -> NDArray[np.uint32]:
        strings, owners = self._strings(segment, docs)
        out = np.full(len(docs), self.salted, np.uint32)
        if len(owners):
            first = np.diff(owners, prepend=-1) != 0
            out[owners[first]] = hash_strings(strings[first], self.salted)
        return out

    def _strings(self, segment: SegmentContext, docs: Docs) -> tuple[Strings, NDArray[np.int32]]:
        """Returns all values of documents as bytes, the least first within each, and the document of each."""
        assert self.column is not None
        everybody = np.arange(len(docs), dtype=np.int32)
        if self.column in OWN_NUMBERS:
            return own_numbers(segment, self.column)[docs].astype(np.bytes_), everybody
        if self.kind.startswith("same "):
            return np.full(len(docs), self.kind.removeprefix("same ").encode()), everybody
        if self.kind == "terms":
            return _terms(segment, self.column, docs)
        column = segment.reader.numeric(self.column)
        if column is None:
            return np.empty(0, np.bytes_), np.empty(0, np.int32)
        values, owners = column.values(docs)
        strings = self._shown(values)
        if column.starts is not None:
            order = np.lexsort((strings, owners))
            return strings[order], owners[order]
        return strings, owners

    def _shown(self, values: NDArray[np.generic]) -> Strings:
        if self.kind == "points":
            lats, lons = decode_points(values.astype(np.int64))
            texts = [f"{java_double(lat)}, {java_double(lon)}" for lat, lon in zip(lats, lons, strict=True)]
            return np.array(texts, np.bytes_)
        shown = self.numbers.read(values)
        if self.numbers.is_double:
            return np.array([java_double(value) for value in shown.astype(np.float64).tolist()], np.bytes_)
        return shown.astype(np.bytes_)

    def explain(self, segment: SegmentContext, doc: int, score: Explanation) -> Explanation:
        field = "null" if self.column is None else self.column
        return Explanation.match(
            self.factor(segment, doc, score.value), f"random score function (seed: {self.seed}, field: {field})"
        )


def _terms(segment: SegmentContext, field: str, docs: Docs) -> tuple[Strings, NDArray[np.int32]]:
    column = segment.reader.ordinals(field)
    if column is None:
        return np.empty(0, np.bytes_), np.empty(0, np.int32)
    ords = column.single(docs)
    owners = np.flatnonzero(ords >= 0).astype(np.int32)
    used, places = np.unique(ords[owners], return_inverse=True)
    terms = np.array(list(column.dictionary.terms(used.astype(np.int64))), np.object_)
    return terms[places], owners


def _signed(value: int) -> int:
    """Returns the low 32 bits of a number as Java's int."""
    value &= _LOW_BITS
    return value - (1 << 32) if value >= 1 << 31 else value


def parse_random_score(parameters: Parameters) -> ScoreFunction:
    """Parses {"seed": 10, "field": "_seq_no"}. Raises ParsingError."""
    seed: int | None = None
    field: str | None = None
    for key, value in scalars(parameters):
        if key == "seed":
            seed = _seed(value)
        elif key == "field":
            field = scalar_text(value)
        else:
            raise ParsingError(f"random_score query does not support [{key}]")
    return RandomScore(seed, field)


def _seed(value: object) -> int:
    if isinstance(value, str):
        return _signed(java_hash(value))
    if isinstance(value, bool) or not isinstance(value, int):
        kinds = "an int/long or string" if isinstance(value, bool) else "an int, long or string"
        raise ParsingError(f"random_score seed must be {kinds}, not '{json_token(value)}'")
    return value if -(1 << 31) <= value < 1 << 31 else _signed(value ^ value >> 32)
