"""The `suggest` of an answer: what the shards suggest, merged."""

from collections.abc import Sequence

from findling.base.errors import FindlingError
from findling.node.search.shard_failures import reduce_failed
from findling.search.shard_result import ShardQueryResult
from findling.search.suggest.request import Suggestions


def suggested(suggest: Suggestions, results: Sequence[ShardQueryResult], typed_keys: bool) -> dict[str, object]:
    """Returns the `suggest` of the response. Raises AllShardsFailedError if those of the shards do not go together."""
    try:
        reduced = suggest.reduce([result.suggestions for result in results if result.suggestions is not None])
    except FindlingError as error:
        raise reduce_failed(error) from error
    return suggest.render(reduced, typed_keys)
