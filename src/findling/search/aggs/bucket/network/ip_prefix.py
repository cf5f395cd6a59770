"""ip_prefix: a bucket for each network that addresses are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import scalar_text
from findling.base.runs import distinct_rows
from findling.mapping.types.ip import V4_PREFIX, address_of, text_of_address
from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.bucket_ords import DenseBucketOrds
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.keyed_buckets import KeyedBucketsAggregation
from findling.search.aggs.bucket.multi_bucket import MultiBucketAggregator
from findling.search.aggs.values.bound_numbers import refusal
from findling.search.aggs.values.ordinal_values import OrdinalValues, ordinal_values
from findling.search.aggs.values.values_source import ValuesSource, source_field

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_MOST_COUNT: Final = 2**31 - 1
_UNSET: Final = -1


@register("ip_prefix")
@dataclass(frozen=True, kw_only=True)
class IpPrefixAggregation(KeyedBucketsAggregation):
    """Partial: {"buckets": [{"key", "count", "aggs"}]}, by key: the address that a network begins with, in hex.

    v6: addresses are taken as 16 bytes, else by their last four
    """

    type_name = "ip_prefix"
    takes_samples = False

    source: ValuesSource
    length: int
    v6: bool
    shows_length: bool
    keyed: bool
    min_doc_count: int

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError, XContentParseError."""
        if params.text("field") is None and "script" not in params:
            raise IllegalArgumentError("Required one of fields [field], but none were specified.")
        v6 = params.boolean("is_ipv6", False)
        length = params.integer("prefix_length", _UNSET)
        if length < 0 and "prefix_length" in params:
            raise params.refused("prefix_length", _out_of_range(length, v6))
        item = cls(
            name=name,
            source=ValuesSource.parse(params, formats=False),
            length=length,
            v6=v6,
            shows_length=params.boolean("append_prefix_length", False),
            keyed=params.boolean("keyed", False),
            min_doc_count=_min_doc_count(params),
        )
        params.finish()
        return item

    def bucket_names(self, partial: Partial) -> Sequence[str]:
        """Returns the networks."""
        return [self._text(bucket["key"]) for bucket in partial["buckets"]]

    def keeps_buckets(self, limit: int) -> bool:
        """Whether all networks are in the answer."""
        return self.min_doc_count <= 1

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's addresses."""
        field = source_field(ctx.shard, self.source)
        if field is not None and not field.type.is_address:
            raise refusal(field, self.source, ctx.shard, self.type_name)
        if not 0 <= self.length <= _most_bits(self.v6):
            raise _out_of_range(self.length, self.v6)
        missing = None if self.source.missing is None else address_of(scalar_text(self.source.missing))
        return IpPrefixAggregator(self, ctx, max_parents, ordinal_values(field, missing, ctx.shard))

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        return "IpPrefixAggregator"

    def network_of(self, address: bytes) -> bytes:
        """Returns the first address of the network that one is in, (16,) or (4,) bytes."""
        kept = address if self.v6 else address[-4:]
        host_bits = 8 * len(kept) - self.length
        return (int.from_bytes(kept, "big") >> host_bits << host_bits).to_bytes(len(kept), "big")

    def chosen(self, counts: dict[Any, int]) -> list[str]:
        """Returns the networks with enough documents."""
        return [key for key in sorted(counts) if counts[key] >= self.min_doc_count]

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the buckets as an array, or by key if keyed."""
        shown: dict[str, dict[str, object]] = {}
        for bucket in partial["buckets"]:
            members: dict[str, object] = {} if self.v6 else {"netmask": self._netmask()}
            members |= {"doc_count": bucket["count"], "is_ipv6": self.v6, "prefix_length": self.length}
            shown[self._text(bucket["key"])] = {**members, **self.children.render(bucket["aggs"], typed_keys)}
        if self.keyed:
            return {"buckets": shown}
        return {"buckets": [{"key": key, **members} for key, members in shown.items()]}

    def _text(self, key: str) -> str:
        network = bytes.fromhex(key)
        text = text_of_address(network if self.v6 else V4_PREFIX + network)
        return f"{text}/{self.length}" if self.shows_length else text

    def _netmask(self) -> str:
        return text_of_address(V4_PREFIX + self.network_of(b"\xff" * 16))


class IpPrefixAggregator(MultiBucketAggregator):
    """Own ordinals number the networks of the field's addresses, in order."""

    def __init__(
        self, aggregation: IpPrefixAggregation, ctx: AggregationContext, max_parents: int | None, values: OrdinalValues
    ) -> None:
        networks = [aggregation.network_of(term) for term in values.terms(range(values.n_ords))]
        self._networks = sorted(set(networks))
        numbers = {network: number for number, network in enumerate(self._networks)}
        self._number_of_ord = np.array([numbers[network] for network in networks], np.int64)
        super().__init__(aggregation, ctx, max_parents, DenseBucketOrds(max(len(self._networks), 1)))
        self._values = values

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the networks of their documents' addresses."""
        ords, owners = self._values.read(leaf, rows.docs)
        own: NDArray[np.int64] = self._number_of_ord[ords]
        if owners is not None:
            owners, own = distinct_rows(owners, own)
        self.add(leaf, rows, owners, own)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the networks with documents of each owning bucket."""
        return [self._partial(parent) for parent in buckets]

    def _partial(self, parent: int) -> Partial:
        own, buckets, counts = self.counted(parent)
        rows = zip(own.tolist(), counts.tolist(), self.inner(buckets.tolist()), strict=True)
        return {
            "buckets": [{"key": self._networks[number].hex(), "count": n, "aggs": aggs} for number, n, aggs in rows]
        }


def _most_bits(v6: bool) -> int:
    return 128 if v6 else 32


def _out_of_range(length: int, v6: bool) -> IllegalArgumentError:
    return IllegalArgumentError(f"[prefix_length] must be in range [0, {_most_bits(v6)}] while value is [{length}]")


def _min_doc_count(params: NamedParameters) -> int:
    count = params.integer("min_doc_count", 1)
    if count < 1:
        fault = f"[min_doc_count] must be in range [1, {_MOST_COUNT}] while value is [{count}]"
        raise params.refused("min_doc_count", IllegalArgumentError(fault))
    return count
