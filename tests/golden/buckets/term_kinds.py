"""Aggregations over terms."""

from __future__ import annotations

from collections.abc import Callable

from tests.golden.buckets.corpus import Json
from tests.golden.buckets.draws import Draws
from tests.golden.buckets.pools import FORMATS, KEYS, ORDERS, QUERIES, W


class TermKinds(Draws):
    """See the module."""

    def kinds(self) -> dict[str, Callable[[], Json]]:
        """Returns what draws the parameters of each, by type."""
        return {
            "terms": self._terms,
            "rare_terms": self._rare_terms,
            "significant_terms": self._significant_terms,
            "significant_text": self._significant_text,
            "missing": self._missing,
        }

    def _terms(self) -> Json:
        field = self.field(KEYS)
        values = self.values_of(field)
        lists = (*tuple([[value] for value in values]), list(values), [])
        return self.some(
            {"field": field},
            size=(1, 3, 50, 5),
            shard_size=(1, 2, 4, 100),
            order=ORDERS,
            min_doc_count=(0, 1, 2, 5),
            shard_min_doc_count=(0, 2, 3),
            show_term_doc_count_error=(True, False),
            missing=values,
            include=(
                ".*a",
                "[a-d].+",
                "x|y",
                *lists,
                {"partition": 1, "num_partitions": 3},
                W("("),
                W({"partition": 3}),
            ),
            exclude=("alpha", ".*e.*", *lists, "#", W({"partition": 0, "num_partitions": 2})),
            execution_hint=("map", "global_ordinals", W("other")),
            collect_mode=("breadth_first", "depth_first", W("no")),
            format=FORMATS,
            value_type=("long", W("double"), "string", W("date"), W("boolean"), W("ip"), W("wrong")),
        )

    def _rare_terms(self) -> Json:
        field = self.field(KEYS)
        values = self.values_of(field)
        lists = tuple([[value] for value in values])
        return self.some(
            {"field": field},
            max_doc_count=(1, 2, 5, 100, W(0), W(101)),
            precision=(0.01, 0.00001, W(0), W(1), "0.001"),
            missing=values,
            include=(".*a", *lists, {"partition": 1, "num_partitions": 3}),
            exclude=("alpha", *lists),
            format=FORMATS,
        )

    def _heuristics(self) -> Json:
        drawn = self._drawn
        if drawn.maybe(0.4):
            return {}
        name = drawn.choice(
            ["jlh", "percentage", "chi_square", "mutual_information", "gnd", "script_heuristic", "p_value"]
        )
        options: Json = {}
        if name in ("chi_square", "mutual_information", "gnd"):
            options = self.some({}, include_negatives=(True, False, W("x")), background_is_superset=(True, False, W(1)))
        if name == "script_heuristic":
            options = {"script": "params._subset_freq / (params._superset_freq + 1.0)"}
        return {name: options}

    def _significant_terms(self) -> Json:
        field = self.field(KEYS)
        return self.some(
            {"field": field, **self._heuristics()},
            size=(1, 3, 50),
            shard_size=(1, 4, 100),
            min_doc_count=(0, 1, 2),
            shard_min_doc_count=(0, 1, 2),
            background_filter=QUERIES,
            include=(".*a", ["alpha", "u"], [3, 5]),
            exclude=("alpha", ["x", "beta"]),
            execution_hint=("map", "global_ordinals", W("other")),
            format=FORMATS,
            missing=self.values_of(field),
        )

    def _significant_text(self) -> Json:
        return self.some(
            {"field": self.field(("body", "title", "body", "title", "tag", "n")), **self._heuristics()},
            size=(1, 3, 50),
            shard_size=(1, 4, 100),
            min_doc_count=(0, 1, 2),
            shard_min_doc_count=(0, 1, 2),
            background_filter=QUERIES,
            include=(".*a", ["bear", "fox"], "b.*"),
            exclude=("bear", ["fox"]),
            filter_duplicate_text=(True, False, W("x")),
            source_fields=(["body"], ["title", "body"], [], "body", ["no"]),
        )

    def _missing(self) -> Json:
        field = self.field(KEYS)
        return self.some({"field": field}, missing=self.values_of(field), value_type=("long",), format=FORMATS)
