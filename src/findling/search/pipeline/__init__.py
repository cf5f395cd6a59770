"""Search pipelines: what happens to searches before they are run, between shards, and to their answers.

`pipeline` reads a pipeline and runs it, `processor` has the kinds of processors and their registry, `configuration`
reads what they are told. Each processor is one file in `processors/`, registered by its name. They see searches and
answers as JSON; those of the phase between (`fusion`) make one list of those of a `hybrid` query. Not for keeping
pipelines, nor for finding that of a search: see cluster/search_pipelines and node/search/pipelines.
"""

from findling.base.rooms import modules_of
from findling.search.pipeline import processors
from findling.search.pipeline.pipeline import Pipeline

__all__ = ["Pipeline"]

modules_of(processors)
