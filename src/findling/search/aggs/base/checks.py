"""Limits of numbers among the parameters of aggregations."""

from __future__ import annotations

from typing import TypeVar

from findling.base.errors import IllegalArgumentError, XContentParseError
from findling.search.parameters import ObjectParameters

N = TypeVar("N", int, float)


def positive(params: ObjectParameters, key: str, value: N, name: str, label: str | None = None) -> N:
    """Returns a parameter's value. Raises XContentParseError, caused by IllegalArgumentError, if it is not above 0.

    name: of the aggregation; label: what Elasticsearch calls the parameter in the message
    """
    if value <= 0:
        fault = f"[{label or key}] must be greater than 0. Found [{value}] in [{name}]"
        raise params.refused(key, IllegalArgumentError(fault))
    return value


def not_negative(params: ObjectParameters, key: str, value: N, name: str, label: str | None = None) -> N:
    """Returns a parameter's value, see `positive`, if it is at least 0."""
    if value < 0:
        fault = f"[{label or key}] must be greater than or equal to 0. Found [{value}] in [{name}]"
        raise params.refused(key, IllegalArgumentError(fault))
    return value


def not_built(type_name: str, fault: str) -> XContentParseError:
    """Returns the error of parameters that do not go together, told by Elasticsearch once it has read all of them."""
    error = XContentParseError(f"Failed to build [{type_name}] after last required field arrived")
    error.__cause__ = IllegalArgumentError(fault)
    return error
