"""The metrics: one file each, whose `METRIC` is registered by standing here."""

import sys
from typing import Final

from findling.base.rooms import modules_of
from findling.node.evaluation.metric import Metric

METRICS: Final[dict[str, type[Metric]]] = {
    module.METRIC.name: module.METRIC for module in modules_of(sys.modules[__name__])
}
"""All metrics by name."""
