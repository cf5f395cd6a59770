"""Queries: one file per query of the query DSL, parameters to evaluation, registered by name.

Path: `parse_query` (base) -> Query.rewrite (mapping, analysis, dates; gives primitive queries) -> Query.weight
(statistics) -> Weight.plan for all segments at once, match or score per segment. Primitive queries stand in
`primitive/`, what queries over analyzed text share in `text/`, those over points in `geo/`, between documents in
`joining/`, of stored queries in `percolating/`, those that score by what documents hold in `scoring/`, those that ask
scripts in `scripted/`, of vectors in `vectors/`; `intervals/` and `spans/` look at positions, with `positions/` in
common. Aggregations use `parse_query` for their filters. Not for sorting or collecting hits: see search/collector.
"""

import sys

from findling.base.rooms import modules_of
from findling.mapping.types.percolator import read_queries_with
from findling.search.query import geo, intervals, joining, percolating, scoring, scripted, spans, vectors
from findling.search.query.base import Query, Scored, Weight, parse_query
from findling.search.query.percolating.stored_query import read_stored_query

__all__ = ["Query", "Scored", "Weight", "parse_query"]

modules_of(sys.modules[__name__], geo, intervals, joining, percolating, scoring, scripted, spans, vectors)
read_queries_with(read_stored_query)
