"""Makes a tile of what a search finds."""

from collections.abc import Callable
from dataclasses import replace

from findling.cluster.name_resolution import IndicesOptions, resolve_search
from findling.node.search.search import SearchCall, search
from findling.node.search.vector_tiles.tile_layers import tile_of
from findling.node.search.vector_tiles.tile_request import TileRequest
from findling.node.services.node import Node


def vector_tile(
    node: Node, expression: str, wanted: TileRequest, options: IndicesOptions, check: Callable[[], None]
) -> bytes:
    """Returns a tile. Raises what the search raises. Of shapes there are only hits: no aggregation takes them."""
    if _has_shapes(node, expression, wanted.field, options):
        wanted = replace(wanted, grid_precision=0, exact_bounds=False)
    return tile_of(wanted, search(node, SearchCall(expression, wanted.to_search(), {}, options, check=check)))


def _has_shapes(node: Node, expression: str, name: str, options: IndicesOptions) -> bool:
    resolved = resolve_search(node.cluster.state, expression, options, node.clock.now_ms())
    fields = [node.indices.get(target.index).mapping.field(name) for target in resolved]
    return any(field is not None and field.type.shapes_on is not None for field in fields)
