"""Vector tiles: what a search finds on one tile of a map, as Mapbox's format has it (`_mvt`).

`vector_tile` is the action. `tile_request` reads what is asked for and makes a search of it; `tile_place` knows where
the tile is and projects onto it; `features` clips geometries to it and writes them as commands; `tile_layers` puts the
layers hits, aggs and meta together; `encoding` writes the bytes. Source of the format: vector tile specification 2.1.
"""
