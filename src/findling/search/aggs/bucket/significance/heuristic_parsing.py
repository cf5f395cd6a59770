"""Reads which heuristic scores significant terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from findling.base.errors import XContentParseError
from findling.base.json_values import json_token
from findling.script.definition import parse_script
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.significance.heuristics import (
    ChiSquare,
    Heuristic,
    Jlh,
    MutualInformation,
    NormalizedDistance,
    Percentage,
    ScriptHeuristic,
)
from findling.search.aggs.bucket.significance.p_value import PValue


def _table_parameters(params: NamedParameters) -> tuple[bool, bool]:
    return params.boolean("include_negatives", False), params.boolean("background_is_superset", True)


def _script_heuristic(params: NamedParameters) -> Heuristic:
    definition = params.read("script", parse_script, None)
    if definition is None:
        params.finish()
        raise params.missing("script")
    return ScriptHeuristic(definition)


_PARSERS: Final[Mapping[str, Callable[[NamedParameters], Heuristic]]] = {
    "jlh": lambda params: Jlh(),
    "percentage": lambda params: Percentage(),
    "chi_square": lambda params: ChiSquare(*_table_parameters(params)),
    "mutual_information": lambda params: MutualInformation(*_table_parameters(params)),
    "gnd": lambda params: NormalizedDistance(True, params.boolean("background_is_superset", True)),
    "p_value": PValue.parse,
    "script_heuristic": _script_heuristic,
}


def heuristic_of(params: NamedParameters) -> Heuristic:
    """Returns the heuristic that is named among the parameters, the last one if there are several.

    Raises XContentParseError, and IllegalArgumentError for a script heuristic without its script.
    """
    chosen: Heuristic = Jlh()
    names = params.names()
    for place, name in enumerate(names):
        if name in _PARSERS:
            body = params.take(name)
            if not isinstance(body, Mapping):
                is_last = place == len(names) - 1
                fault = XContentParseError(f"[{name}] Expected START_OBJECT but was: {_token_after(body, is_last)}")
                raise fault.at(params.name, name)
            own = NamedParameters(name, body, params.aggregation)
            chosen = _PARSERS[name](own)
            own.finish()
    return chosen


def _token_after(value: object, is_last: bool) -> str:
    """Returns what Elasticsearch's reader of heuristics finds where it looks for an object: it is one token ahead."""
    if isinstance(value, list):
        return json_token(value[0]) if value else "END_ARRAY"
    return "END_OBJECT" if is_last else "FIELD_NAME"
