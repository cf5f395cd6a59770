"""A tile of the answer to a search: the layers `hits`, `aggs` and `meta`."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from findling.base.lazy import lazy_module
from findling.node.search.vector_tiles.encoding import Layer, Value
from findling.node.search.vector_tiles.features import Feature, box_feature, features_of, point_feature, shaped
from findling.node.search.vector_tiles.tile_place import tile_box, tile_center
from findling.node.search.vector_tiles.tile_request import BOUNDS, CENTROID, GRID, INTERNAL, LABEL, TileRequest
from findling.search.geo.hexagons import center_of, hexagon_of, outline_of

shapely = lazy_module("shapely")
Properties = dict[str, Value]


def tile_of(request: TileRequest, response: Mapping[str, Any]) -> bytes:
    """Returns the tile. response: of the search that `to_search` gives"""
    aggregations = dict(response.get("aggregations", {}))
    buckets = aggregations.pop(GRID, {}).get("buckets", [])
    bounds = aggregations.pop(BOUNDS, {}).get("bounds")
    hits = response["hits"]["hits"]
    layers = []
    if hits:
        layers.append(_hits(request, hits))
    if buckets:
        layers.append(_cells(request, buckets))
    meta = {key: value for key, value in response.items() if key not in ("hits", "aggregations")}
    meta["hits"] = {key: value for key, value in response["hits"].items() if key != "hits"}
    if aggregations:
        meta["aggregations"] = aggregations
    layers.append(_meta(request, meta, bounds))
    return b"".join(layer.to_bytes() for layer in layers)


def _hits(request: TileRequest, hits: list[Mapping[str, Any]]) -> Layer:
    layer = Layer("hits", request.place.extent)
    found = [(hit, hit.get("fields", {}).get(request.field, ())) for hit in hits]
    if request.sort is None:  # the largest first, so that they do not hide the others
        found.sort(key=lambda entry: -_width(request, entry[1]))
    for hit, geometries in found:
        properties: Properties = {"_id": hit["_id"], "_index": hit["_index"]}
        for name, values in hit.get("fields", {}).items():
            if name != request.field and values:
                properties |= _flat(name, values[0])
        for geometry in geometries:
            for feature in features_of(geometry, request.place):
                layer.add(*feature, properties)
        if request.with_labels and geometries:
            label = shapely.point_on_surface(shaped(geometries[0]))
            layer.add(*point_feature(label.x, label.y, request.place), {**properties, LABEL: True})
    return layer


def _width(request: TileRequest, geometries: Any) -> float:
    """Returns the square of how far geometries go on the map."""
    corners = [shapely.get_coordinates(shaped(geometry)) for geometry in geometries]
    if not corners:
        return 0.0
    pixels = request.place.pixels(np.concatenate(corners))
    return float(np.square(np.ptp(pixels, axis=0)).sum())


def _cells(request: TileRequest, buckets: list[Mapping[str, Any]]) -> Layer:
    layer = Layer("aggs", request.place.extent)
    for bucket in buckets:
        key = str(bucket["key"])
        properties: Properties = {"_key": key, "_count": bucket["doc_count"]}
        for name, value in bucket.items():
            if name not in ("key", "doc_count") and not name.startswith(INTERNAL):
                properties |= _flat(name, value)
        for feature in _cell(request, key, bucket):
            layer.add(*feature, properties)
        if request.with_labels:
            layer.add(*point_feature(*_middle(request, key), request.place), {**properties, LABEL: True})
    return layer


def _cell(request: TileRequest, key: str, bucket: Mapping[str, Any]) -> list[Feature]:
    """Returns what stands for a cell of the grid: its outline, its middle, or where its documents are."""
    if request.grid_type == "point":
        return [point_feature(*_middle(request, key), request.place)]
    outline = _outline(request, key)
    west, south, east, north = (float(edge) for edge in (*outline.min(axis=0), *outline.max(axis=0)))
    if request.grid_type == "centroid":
        center = bucket[CENTROID]["location"]
        lon, lat = min(max(center["lon"], west), east), min(max(center["lat"], south), north)
        return [point_feature(lon, lat, request.place)]
    if request.grid_agg == "geotile":
        return [box_feature((west, south, east, north), request.place)]
    ring = outline.tolist()
    return features_of({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}, request.place)


def _outline(request: TileRequest, key: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Returns (n, 2) corners of a cell in degrees."""
    if request.grid_agg == "geohex":
        return outline_of(hexagon_of(key))
    west, south, east, north = tile_box(*map(int, key.split("/")))
    return np.array([[west, south], [east, south], [east, north], [west, north]])


def _middle(request: TileRequest, key: str) -> tuple[float, float]:
    if request.grid_agg == "geohex":
        return center_of(hexagon_of(key))
    return tile_center(*map(int, key.split("/")))


def _meta(request: TileRequest, meta: Mapping[str, Any], bounds: Mapping[str, Any] | None) -> Layer:
    layer = Layer("meta", request.place.extent)
    box = request.place.box
    if bounds is not None:
        corner, other = bounds["top_left"], bounds["bottom_right"]
        box = corner["lon"], other["lat"], other["lon"], corner["lat"]
    properties: Properties = {}
    for name, value in meta.items():
        properties |= _flat(name, value)
    layer.add(*box_feature(box, request.place), properties)
    return layer


def _flat(name: str, value: Any) -> Properties:
    """Returns a value under its name; members of objects and lists with theirs behind it."""
    return dict(_leaves(name, value))


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _leaves(f"{name}.{key}", entry)
    elif isinstance(value, list):
        for place, entry in enumerate(value):
            yield from _leaves(f"{name}.{place}", entry)
    elif value is not None:
        yield name, value
