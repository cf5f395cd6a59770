"""Data streams, and what becomes of indices with time."""

from findling.rest.routes.streams import data_streams, index_lifecycles, stream_lifecycles

ROUTES = [*data_streams.ROUTES, *stream_lifecycles.ROUTES, *index_lifecycles.ROUTES]
