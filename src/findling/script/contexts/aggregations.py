"""Scripts of aggregations: values, the four phases of `scripted_metric`, and those over the figures of buckets."""

from typing import Final

from findling.script.context import Context
from findling.script.contexts.documents import DOC
from findling.script.doc_values.field_api import FIELD_CLASSES, FIELD_FUNCTIONS
from findling.script.types import BOOLEAN, DEF, DOUBLE, LIST, MAP, NUMBER, OBJECT, VOID, array_of

AGGS: Final = Context("aggs", OBJECT, {**DOC, "_value": DEF, "_score": NUMBER}, FIELD_CLASSES, FIELD_FUNCTIONS)
INIT: Final = Context("aggs_init", VOID, {"params": MAP, "state": DEF})
MAP_PHASE: Final = Context("aggs_map", VOID, {**DOC, "state": MAP, "_score": DOUBLE}, FIELD_CLASSES, FIELD_FUNCTIONS)
COMBINE: Final = Context("aggs_combine", OBJECT, {"params": MAP, "state": MAP})
REDUCE: Final = Context("aggs_reduce", OBJECT, {"params": MAP, "states": LIST})
BUCKET: Final = Context("bucket_aggregation", NUMBER, {"params": MAP})
SELECTOR: Final = Context("aggregation_selector", BOOLEAN, {"params": MAP})
HEURISTIC: Final = Context("script_heuristic", DOUBLE, {"params": MAP})
_DOUBLES: Final = array_of(DOUBLE)
