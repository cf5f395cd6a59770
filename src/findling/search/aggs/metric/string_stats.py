"""string_stats: how long terms are, and how their characters are distributed. A character is one of Java's 16 bits."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import scalar_text
from findling.base.runs import run_starts
from findling.kernels.columns.character_counts import count_characters
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import StringsPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.values.bound_numbers import is_numeric
from findling.search.aggs.values.ordinal_counts import OrdinalCounts
from findling.search.aggs.values.ordinal_values import OrdinalValues, ordinal_values
from findling.search.aggs.values.values_source import ValuesSource, source_field, unsupported

_LABEL: Final = "<agg string_stats>"
_BYTES_PER_PAIR: Final = 16
_ALL_CHARACTERS: Final = 1 << 16
NO_TERMS: Final[NDArray[np.int64]] = np.empty(0, np.int64)
# lengths where there is no text with a character, as Elasticsearch shows them
_NO_LENGTHS: Final = (2**31 - 1, -(2**31))


@register("string_stats")
@dataclass(frozen=True, kw_only=True)
class StringStatsAggregation(Aggregation):
    """show_distribution: also show the share of each character."""

    type_name = "string_stats"
    partial_type = StringsPartial

    source: ValuesSource
    show_distribution: bool = False

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        shown = params.boolean("show_distribution", False)
        item = cls(name=name, source=ValuesSource.parse(params), show_distribution=shown)
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's terms; raises IllegalArgumentError for fields of other values."""
        field = source_field(ctx.shard, self.source)
        if field is not None:
            is_other = is_numeric(field) or field.type.is_point or field.type.intervals is not None
            if is_other or field.type.terms.encoded:
                raise unsupported(field, self.type_name, self.source)
        missing = None if self.source.missing is None else scalar_text(self.source.missing).encode()
        return StringStatsAggregator(ordinal_values(field, missing, ctx.shard), ctx, max_parents)

    def empty(self) -> Partial:
        """Returns no values."""
        return nothing()

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Puts the values together."""
        united = nothing()
        characters: Counter[str] = Counter()
        for partial in partials:
            united["count"] += partial["count"]
            united["min_length"] = min(united["min_length"], partial["min_length"])
            united["max_length"] = max(united["max_length"], partial["max_length"])
            characters.update(partial["characters"])
        return {**united, "characters": dict(characters)}

    @property
    def has_several_figures(self) -> bool:
        return True

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the figures, and the shares of the characters if asked for."""
        shown: dict[str, object] = dict(figures(partial))
        if not partial["count"]:
            shown |= dict.fromkeys(("min_length", "max_length", "avg_length"))
        if self.show_distribution:
            shown["distribution"] = _shares(partial) if partial["count"] else None
        return shown

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns one of the figures; raises IllegalArgumentError for names of others."""
        if names or key is None:
            return super().figure(partial, names, key)
        found = figures(partial)
        if key not in found:
            raise IllegalArgumentError(f"Unknown value [{key}] in string stats aggregation")
        return float(found[key])


def nothing() -> Partial:
    """Returns the partial of no values."""
    shortest, longest = _NO_LENGTHS
    return {"count": 0, "min_length": shortest, "max_length": longest, "characters": {}}


def figures(partial: Partial) -> dict[str, float]:
    """Returns count, lengths and entropy in bits per character."""
    count, occurrences = partial["count"], partial["characters"].values()
    total = sum(occurrences)
    shares = [number / total for number in occurrences]
    return {
        "count": count,
        "min_length": partial["min_length"],
        "max_length": partial["max_length"],
        "avg_length": total / count if count else math.nan,
        "entropy": -math.fsum(share * math.log(share) / math.log(2.0) for share in shares),
    }


def _shares(partial: Partial) -> dict[str, float]:
    """Returns the share of each character, the most frequent first. Half of a pair is shown as a question mark."""
    total = sum(partial["characters"].values())
    ordered = sorted(partial["characters"].items(), key=lambda entry: (-entry[1], int(entry[0])))
    return {_character(int(code)): number / total for code, number in ordered}


def _character(code: int) -> str:
    return "?" if 0xD800 <= code < 0xE000 else chr(code)


class StringStatsAggregator(Aggregator):
    """Counts the terms of each bucket; characters are counted once for each of a bucket's terms."""

    def __init__(self, values: OrdinalValues, ctx: AggregationContext, max_parents: int | None) -> None:
        self._values = values
        self._ctx = ctx
        self._n_terms = max(values.n_ords, 1)
        # of the only owning bucket
        self._only = OrdinalCounts(values, ctx.expected_docs) if max_parents == 1 else None
        # bucket * n_terms + term, distinct and sorted within each part, and how often
        self._found: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        self._pairs = self._counts = np.empty(0, np.int64)

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Counts the terms of the rows."""
        if self._only is not None:
            self._ctx.account(self._only.add(leaf, rows.docs), _LABEL)
            return
        ords, owners = self._values.read(leaf, rows.docs)
        buckets = rows.buckets_at(owners)
        pairs = ords.astype(np.int64)
        if buckets is not None:
            pairs += buckets.astype(np.int64) * self._n_terms
        pairs.sort()
        first = np.flatnonzero(run_starts(pairs))
        counts = np.diff(np.append(first, len(pairs)))
        self._ctx.account(len(first) * _BYTES_PER_PAIR, _LABEL)
        self._found.append((pairs[first], counts))

    def prepare(self) -> None:
        """Puts the counts of all segments together."""
        if self._found:
            pairs = np.concatenate([pairs for pairs, _ in self._found])
            order = np.argsort(pairs, kind="stable")
            ordered = pairs[order]
            first = np.flatnonzero(run_starts(ordered))
            self._pairs = ordered[first]
            self._counts = np.add.reduceat(np.concatenate([counts for _, counts in self._found])[order], first)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns lengths and characters of each bucket."""
        characters = np.zeros(_ALL_CHARACTERS, np.int64)
        return [self._partial(bucket, characters) for bucket in buckets]

    def _partial(self, bucket: int, characters: NDArray[np.int64]) -> Partial:
        """Returns what one bucket has. characters: zeros, and so again afterwards"""
        ords, counts = self._terms_of(bucket)
        lengths = np.array(_NO_LENGTHS, np.int64)
        count_characters(*self._values.texts(ords), counts, characters, lengths)
        some = np.flatnonzero(characters)
        found = dict(zip(map(str, some.tolist()), characters[some].tolist(), strict=True))
        characters[some] = 0
        return {
            "count": int(counts.sum()),
            "min_length": int(lengths[0]),
            "max_length": int(lengths[1]),
            "characters": found,
        }

    def _terms_of(self, bucket: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Returns the ordinals of a bucket's terms, and how often they come up."""
        if self._only is not None:
            return self._only.all() if bucket == 0 else (NO_TERMS, NO_TERMS)
        start, end = np.searchsorted(self._pairs, (bucket * self._n_terms, (bucket + 1) * self._n_terms)).tolist()
        return self._pairs[start:end] - bucket * self._n_terms, self._counts[start:end]
