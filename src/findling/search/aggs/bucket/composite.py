"""composite: a bucket for each combination of the values of several sources, in pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any, Self

from findling.base.errors import (
    FindlingError,
    MisplacedAggregationError,
    TooManyBucketsError,
    UncollectableError,
    XContentParseError,
)
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.checks import not_built
from findling.search.aggs.base.partials import CompositePartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.bucket.composite_aggregator import CompositeAggregator
from findling.search.aggs.bucket.composite_source import CompositeSource, parse_source
from findling.search.parameters import ObjectParameters

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@register("composite")
@dataclass(frozen=True, kw_only=True)
class CompositeAggregation(Aggregation):
    """Partial: {"buckets": [{"key": raw values, "shown": values, "count", "aggs"}]}, the first `size` after `after`."""

    type_name = "composite"
    partial_type = CompositePartial
    hides_buckets = True
    takes_children = True
    defers = True

    sources: Sequence[CompositeSource]
    size: int
    after: Mapping[str, Any] | None

    @property
    def name_of_deferring(self) -> str:
        """Returns the type."""
        return self.type_name

    @property
    def factory_class(self) -> str:
        """Returns the name that Elasticsearch has for it."""
        return "CompositeAggregationFactory"

    @classmethod
    def parse(cls, name: str, params: ObjectParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError and ParsingError."""
        if "sources" not in params:
            raise params.missing("sources")
        if not isinstance(params.take("sources"), list | Mapping):
            raise params.wrong_token("sources", params.take("sources"))
        sources = params.read("sources", _sources, list[CompositeSource]())
        size = params.integer("size", 10)
        after = params.object("after")
        params.finish()
        return cls(name=name, sources=sources, size=size, after=after)

    @property
    def builder_package(self) -> str:
        """Returns the last part of where Elasticsearch has it."""
        return "bucket.composite"

    @property
    def has_many_buckets(self) -> bool:
        """Not for paths: they are pages."""
        return False

    def keeps_buckets(self, limit: int) -> bool:
        """Whether all buckets are in the answer: only those of the page are."""
        return False

    def check_fields(self, ctx: ShardContext) -> None:
        """Raises for sources that order what they do not have."""
        for source in self.sources:
            source.check_order()

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over all sources. Raises IllegalArgumentError, for its place too."""
        self._check_place(ctx)
        sources = [source.bind(ctx) for source in self.sources]
        if self.size <= 0:
            # what else is wrong is told first: Elasticsearch fails on it as soon as it collects
            raise UncollectableError(f"[size] must be greater than 0. Found [{self.size}] in [{self.name}]")
        return CompositeAggregator(self, ctx, max_parents, sources)

    def _check_place(self, ctx: AggregationContext) -> None:
        for parent in reversed(ctx.parents):
            if parent is not self and not parent.is_transparent:
                raise MisplacedAggregationError(
                    "[composite] aggregation cannot be used with a parent aggregation of type: "
                    f"[{parent.factory_class}]"
                )

    def empty(self) -> Partial:
        """Returns no buckets."""
        return {"buckets": []}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds up buckets of the same key and keeps the first `size`."""
        if self.size > ctx.max_buckets:
            raise TooManyBucketsError(
                f"Trying to create too many buckets. Must be less than or equal to: [{ctx.max_buckets}] but was "
                f"[{self.size}]. This limit can be set by changing the [search.max_buckets] cluster level setting.",
                max_buckets=ctx.max_buckets,
            )
        merged: dict[tuple[Any, ...], list[Partial]] = {}
        for partial in partials:
            for bucket in partial["buckets"]:
                merged.setdefault(tuple(bucket["key"]), []).append(bucket)
        # a shard's own are in order
        keys = list(merged) if len(partials) == 1 else sorted(merged, key=cmp_to_key(self._compare))
        keys = keys[: self.size]
        ctx.count_buckets(len(keys))
        buckets = [
            {
                "key": key,
                "shown": merged[key][0]["shown"],
                "count": sum(part["count"] for part in merged[key]),
                "aggs": self.children.reduce([part["aggs"] for part in merged[key]], ctx),
            }
            for key in keys
        ]
        last = buckets[-1]["shown"] if buckets else None
        if buckets:
            self._check_readable(buckets[-1])
        return {"buckets": self.children.apply_inside(self, buckets), "after": last}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the key to go on from, and the buckets."""
        after = {} if partial.get("after") is None else {"after_key": self._named(partial["after"])}
        return {
            **after,
            "buckets": [
                {
                    "key": self._named(bucket["shown"]),
                    "doc_count": bucket["count"],
                    **self.children.render(bucket["aggs"], typed_keys),
                }
                for bucket in partial["buckets"]
            ],
        }

    def _check_readable(self, bucket: Partial) -> None:
        """Raises IllegalArgumentError for the last key if it is no place to go on from, as it is shown."""
        for source, raw, text in zip(self.sources, bucket["key"], bucket["shown"], strict=True):
            source.check_readable(raw, text)

    def _named(self, values: Sequence[object]) -> dict[str, object]:
        return {source.name: value for source, value in zip(self.sources, values, strict=True)}

    def _compare(self, left: tuple[Any, ...], right: tuple[Any, ...]) -> int:
        for source, a, b in zip(self.sources, left, right, strict=True):
            if a == b:
                continue
            if a is None or b is None:
                return -1 if (a is None) == source.missing_first else 1
            return -1 if (a < b) == source.ascending else 1
        return 0


def _placed(entry: object, *place: str | int) -> CompositeSource:
    """Returns the source that an entry is; what it raises knows that it is of that place."""
    try:
        return parse_source(entry)
    except FindlingError as fault:
        if isinstance(fault, XContentParseError):
            fault.put_within(*place)
        else:
            fault.at(*place, *fault.place)
        raise


def _sources(entries: Sequence[object] | Mapping[str, object]) -> list[CompositeSource]:
    """Returns the sources of an array, or of the only one.

    Raises what one of them cannot be, and XContentParseError for none or doubled names.
    """
    if isinstance(entries, Mapping):
        sources = [_placed(entries, "sources")]
    else:
        sources = [_placed(entry, "sources", place) for place, entry in enumerate(entries)]
    if not sources:
        raise not_built(CompositeAggregation.type_name, "Composite [sources] cannot be null or empty")
    names = [source.name for source in sources]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        listed = ",".join(doubled)
        fault = f"Composite source names must be unique, found duplicates: [{listed}]"
        raise not_built(CompositeAggregation.type_name, fault)
    return sources
