"""Aggregations over numbers and dates."""

from __future__ import annotations

from collections.abc import Callable

from tests.golden.buckets.corpus import Json
from tests.golden.buckets.draws import Draws
from tests.golden.buckets.pools import DATES, FORMATS, NUMBERS, ORDERS, ZONES, W


class IntervalKinds(Draws):
    """See the module."""

    def kinds(self) -> dict[str, Callable[[], Json]]:
        """Returns what draws the parameters of each, by type."""
        return {
            "histogram": self._histogram,
            "date_histogram": self._date_histogram,
            "auto_date_histogram": self._auto_date_histogram,
            "variable_width_histogram": self._variable_width_histogram,
            "range": self._range,
            "date_range": self._date_range,
        }

    def _histogram(self) -> Json:
        return self.some(
            {
                "field": self.field((*NUMBERS, "day", "span", "ok")),
                "interval": self.pick((1, 5, 0.5, 10, 3, W(0), W(-1), "5")),
            },
            offset=(1, 2.5, -3, 100),
            min_doc_count=(0, 1, 2, 3),
            keyed=(True, False),
            missing=(3, "7", 0.5),
            extended_bounds=(
                {"min": -10, "max": 50},
                {"min": 0},
                {"max": 60},
                W({"min": 5, "max": 1}),
                W({}),
                W({"x": 1}),
                W(None),
            ),
            hard_bounds=({"min": 0, "max": 20}, {"min": 5}, {"max": 7}, W({"min": 5, "max": 1})),
            order=ORDERS[:6],
            format=FORMATS,
        )

    def _date_histogram(self) -> Json:
        drawn = self._drawn
        interval: Json = drawn.choice(
            [
                {
                    "calendar_interval": self.pick(
                        ("1M", "month", "quarter", "1y", "1w", "day", "1h", W("2d"), W("M"), "week")
                    )
                },
                {"fixed_interval": self.pick(("30d", "12h", "90m", "7d", W("1M"), W("0d"), W("-1d"), "36h"))},
            ]
        )
        if drawn.maybe(0.03):
            interval = {"calendar_interval": "month", "fixed_interval": "30d"}
        return self.some(
            {"field": self.field(DATES), **interval},
            offset=("+6h", "-1d", 3600000, "3d", W("x")),
            min_doc_count=(0, 1, 2),
            keyed=(True, False),
            missing=("2024-03-05", 1704067200000, "2023-06-06T10:00:00Z"),
            time_zone=ZONES,
            extended_bounds=(
                {"min": "2023-01-01", "max": "2025-01-01"},
                {"min": "2023-05-05"},
                W({"min": "x"}),
                {"max": 1735689600000},
            ),
            hard_bounds=({"min": "2023-06-10", "max": "2024-02-01"}, {"min": "2024-01-01"}, {"max": "2024-02-15"}),
            order=ORDERS[:6],
            format=("yyyy-MM-dd", "epoch_second", W("yyyy-MM"), W("nonsense"), "yyyy-MM-dd HH:mm"),
        )

    def _auto_date_histogram(self) -> Json:
        return self.some(
            {"field": self.field(("day", "year", "day", "fine"))},
            buckets=(1, 2, 3, 7, 20, 100, 1000, W(0), W(-1), W(100000), "5"),
            minimum_interval=("second", "minute", "hour", "day", "month", "year", None, W("week"), W(1)),
            time_zone=ZONES,
            format=("yyyy-MM-dd", "epoch_second", W("nonsense")),
            missing=("2024-03-05", 1704067200000, "2020-06-06"),
        )

    def _variable_width_histogram(self) -> Json:
        return self.some(
            {"field": self.field(("i", "n", "price"))},
            buckets=(1, 3, 5, W(0)),
            shard_size=(20, 100, W(5), W(1)),
            initial_buffer=(10, 50, W(1)),
            missing=(3, "7"),
            format=FORMATS,
        )

    def _range(self) -> Json:
        ranges = (
            [{"to": 5}, {"from": 5, "to": 20}, {"from": 20}],
            [{"from": 0, "to": 10}, {"from": 5, "to": 15, "key": "mid"}],
            [{}],
            W([]),
            [{"from": "3", "to": "10.5"}],
            W([{"from": 10, "to": 1}]),
            [{"key": "k"}],
            [{"from": None, "to": 4}],
            W([{"from": "x"}]),
            W([{"fro": 1}]),
            W([1]),
            W({"from": 1}),
            [{"from": 5, "to": 5}],
        )
        return self.some(
            {"field": self.field((*NUMBERS, "day", "ok")), "ranges": self.pick(ranges)},
            keyed=(True, False),
            missing=(3, "7", 0.5, "x"),
            format=FORMATS,
        )

    def _date_range(self) -> Json:
        ranges = (
            [{"to": "2024-01-01"}, {"from": "2024-01-01"}],
            [{"from": "2023-06-01", "to": "2024-01-01||/M", "key": "half"}],
            [{"from": 1704067200000}],
            W([{"from": "x"}]),
            [{}],
            W([]),
            W([{"from": "2024-01-01||+1M/d", "to": "2024-07"}]),
            W([{"from": "2024", "to": 1735689600000}]),
            [{"from": 1.7e12}],
            W([{"from": True}]),
            W([{"form": 1}]),
            [{"from": "2024-02-01", "to": "2023-02-01"}],
            [{"from": "2024-01-01", "to": "2024-01-01"}],
        )
        return self.some(
            {"field": self.field(("day", "year", "fine", "n")), "ranges": self.pick(ranges)},
            keyed=(True, False),
            missing=("2024-03-05", 1704067200000),
            time_zone=ZONES,
            format=("yyyy-MM-dd", "epoch_second", "yyyy", "nonsense"),
        )
