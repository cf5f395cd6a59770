"""Retrievers: ranked lists of documents, of queries and vectors, and fused ones of other lists.

A leaf (`standard`, `knn`) says what a search asks for and is laid over it (`Retriever.extract`). A compound retriever
(`compound`) has its children searched first, through the `Shards` that its caller gives, and makes one list of theirs:
`ranked_docs` is such a list, `ranked_query` the query that finds it again on each shard. `rank_fusion` has the
arithmetic that several share. Each retriever is one file, registered by its name. Not for asking shards: see
node/search.
"""

import sys

from findling.base.rooms import modules_of
from findling.search.retriever.base import Retriever, parse_retriever

__all__ = ["Retriever", "parse_retriever"]

modules_of(sys.modules[__name__])
