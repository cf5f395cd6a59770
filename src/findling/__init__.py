"""Findling: a search engine server in Python that speaks the Elasticsearch REST API.

ARCHITECTURE.md has the map; the layers, lowest first, are base, kernels, analysis, mapping, codec, index, search,
cluster, node, rest and cli. A package imports only packages below it.
"""

from findling.version import __version__

__all__ = ["__version__"]
