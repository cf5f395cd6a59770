"""composite and its sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.golden.buckets.corpus import Json
from tests.golden.buckets.draws import Draws
from tests.golden.buckets.pools import KEYS, NUMBERS, ZONES, W


class CompositeKinds(Draws):
    """See the module."""

    def kinds(self) -> dict[str, Callable[[], Json]]:
        """Returns what draws the parameters of each, by type."""
        return {"composite": self._composite}

    def _source(self) -> Json:
        drawn = self._drawn
        kind = drawn.choice(["terms", "terms", "histogram", "date_histogram", "geotile_grid"])
        common: dict[str, tuple[Any, ...]] = {
            "order": ("asc", "desc", "DESC", W("up")),
            "missing_bucket": (True, False),
            "missing_order": (W("first"), W("last"), "default", W("x")),
            "format": (W("000"),),
        }
        if kind == "terms":
            return {kind: self.some({"field": self.field(KEYS)}, **common)}
        if kind == "histogram":
            return {
                kind: self.some(
                    {"field": self.field(NUMBERS), "interval": self.pick((5, 2.5, 10, W(0), W(-2)))}, **common
                )
            }
        if kind == "geotile_grid":
            return {kind: self.some({"field": self.field(("place",))}, precision=(3, 6, W(30)), **common)}
        interval = self.pick(
            ({"calendar_interval": "month"}, {"fixed_interval": "10d"}, W({"calendar_interval": "2d"}), W({}))
        )
        return {
            kind: self.some(
                {"field": self.field(("day", "year", "fine")), **interval},
                time_zone=ZONES,
                offset=("+1h", "-2d"),
                **{**common, "format": ("yyyy-MM-dd", "epoch_millis", W("yyyy-MM"))},
            )
        }

    def _composite(self) -> Json:
        drawn = self._drawn
        names = ["x", "y", "z"][: drawn.choice([1, 1, 2, 2, 3])]
        sources: Any = [{name: self._source()} for name in names]
        if drawn.maybe(0.03):
            sources = drawn.choice(
                [[], [{"x": {}}], {"x": {"terms": {"field": "tag"}}}, [{"x": {"terms": {"field": "tag"}}}] * 2, [1]]
            )
        afters = {
            "tag": "beta",
            "n": 5,
            "price": 2.5,
            "day": 1704067200000,
            "ok": True,
            "host": "10.0.1.5",
            "one": "w",
        }
        after: Json = {}
        for name, source in zip(names, sources if isinstance(sources, list) else [], strict=False):
            body = next(iter(source.values()), {}) if isinstance(source, dict) else {}
            kind, inner = next(iter(body.items()), ("", {}))
            value = (
                afters.get(inner.get("field", ""), "x")
                if kind == "terms"
                else {"histogram": 5, "date_histogram": 1704067200000, "geotile_grid": "6/33/22"}.get(kind)
            )
            after[name] = self.pick((value, value, value, W(None), W("x"), W(5)))
        return self.some({"sources": sources}, size=(1, 3, 20, W(0), 10001), after=(after, after, W({}), W({"q": 1})))
