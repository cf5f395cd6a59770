"""truncate_hits: an answer keeps its first hits only."""

from findling.base.errors import SearchStateError
from findling.search.pipeline.configuration import Configuration
from findling.search.pipeline.processor import Answer, PipelineContext, ResponseProcessor, Search, register
from findling.search.pipeline.processors.oversample import ORIGINAL_SIZE, attribute


class TruncateHitsProcessor(ResponseProcessor):
    """Cuts the hits. size: None for what the search was asked for before it was oversampled"""

    kind = "truncate_hits"

    def __init__(self, size: int | None, prefix: str | None) -> None:
        self._size = size
        self._prefix = prefix

    def process(self, answer: Answer, search: Search, context: PipelineContext) -> Answer:
        size = self._size
        if size is None:
            name = attribute(ORIGINAL_SIZE, self._prefix)
            size = context.attributes.get(name)
            if size is None:
                raise SearchStateError(f"Must specify target_size unless an earlier processor set {name}")
        answer["hits"]["hits"] = answer["hits"]["hits"][:size]
        return answer


@register("response_processors", "truncate_hits")
def make_truncate_hits(configuration: Configuration) -> TruncateHitsProcessor:
    """Reads {"truncate_hits": {"target_size": 5}}."""
    size = configuration.integer("target_size")
    if size is not None and size < 0:
        raise configuration.fault("target_size", "Value must be >= 0")
    return TruncateHitsProcessor(size, configuration.text("context_prefix"))
