"""All aggregations: importing this module registers them, which `aggregation` does when the first one is asked for."""

from types import ModuleType
from typing import Final

from findling.base.rooms import modules_of
from findling.search.aggs import bucket, metric, pipeline
from findling.search.aggs.bucket import (
    automatic,
    categorization,
    clusters,
    combined,
    grid,
    itemsets,
    joining,
    network,
    ranges,
    rare,
    sampling,
    series,
    significance,
)
from findling.search.aggs.metric import geo, top
from findling.search.aggs.pipeline import statistics

MODULES: Final[tuple[ModuleType, ...]] = modules_of(
    bucket,
    automatic,
    categorization,
    clusters,
    combined,
    grid,
    itemsets,
    joining,
    network,
    ranges,
    rare,
    sampling,
    series,
    significance,
    metric,
    geo,
    top,
    pipeline,
    statistics,
)
