"""Aggregations by the cells of grids over the globe: geohashes, tiles of maps, hexagons."""
