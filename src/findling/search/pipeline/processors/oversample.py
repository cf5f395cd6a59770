"""oversample: a search finds more hits than it was asked for, for processors that choose among them."""

import math
from typing import Final

from findling.base.json_values import as_integer
from findling.search.pipeline.configuration import Configuration
from findling.search.pipeline.processor import PipelineContext, RequestProcessor, Search, register

ORIGINAL_SIZE: Final = "original_size"
DEFAULT_SIZE: Final = 10


class OversampleProcessor(RequestProcessor):
    """Multiplies the size of a search, and remembers what it was. prefix: of the name under which it does"""

    kind = "oversample"

    def __init__(self, factor: float, prefix: str | None) -> None:
        self._factor = factor
        self._prefix = prefix

    def process(self, search: Search, context: PipelineContext) -> Search:
        size = as_integer(search.get("size", DEFAULT_SIZE))
        context.attributes[attribute(ORIGINAL_SIZE, self._prefix)] = size
        return {**search, "size": math.ceil(size * self._factor)}


def attribute(name: str, prefix: str | None) -> str:
    """Returns the name of what processors leave for each other, of those that have a prefix of their own."""
    return name if prefix is None else f"{prefix}.{name}"


@register("request_processors", "oversample")
def make_oversample(configuration: Configuration) -> OversampleProcessor:
    """Reads {"oversample": {"sample_factor": 1.5}}."""
    factor = configuration.number("sample_factor")
    if factor is None:
        raise configuration.fault("sample_factor", "required property is missing")
    if factor < 1:
        raise configuration.fault("sample_factor", "Value must be >= 1.0")
    return OversampleProcessor(factor, configuration.text("context_prefix"))
