"""The `length` filter."""

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.text_batch import utf16_length
from findling.analysis.token_filter import KeepingFilter, TokenFilter
from findling.base.errors import IllegalArgumentError

MAX_INTEGER = 2**31 - 1


class LengthFilter(KeepingFilter):
    """Drops terms that are too short or too long, in UTF-16 units. Source: Lucene's LengthFilter."""

    def __init__(self, shortest: int, longest: int) -> None:
        if shortest < 0:
            raise IllegalArgumentError("minimum length must be greater than or equal to zero")
        if shortest > longest:
            raise IllegalArgumentError("maximum length must not be less than minimum length")
        self.shortest = shortest
        self.longest = longest

    def keeps(self, term: str) -> bool:
        return self.shortest <= utf16_length(term) <= self.longest


@register("filter", "length")
def length_filter(params: Params, registry: object) -> TokenFilter:
    """min: 0; max: 2147483647."""
    return LengthFilter(params.integer("min", 0), params.integer("max", MAX_INTEGER))
