"""`score`: the score of a document, for `script_score`, and the functions that only such scripts have."""

from typing import Final

from findling.script.context import Context
from findling.script.contexts.documents import SCORED
from findling.script.doc_values.field_api import FIELD_CLASSES, FIELD_FUNCTIONS
from findling.script.scoring.functions import SCORE_FUNCTIONS
from findling.script.scoring.surroundings import SCORING
from findling.script.scoring.term_stats import TERM_STATS, TERM_STATS_CLASSES
from findling.script.types import DOUBLE, OBJECT

SCORE: Final = Context(
    "score",
    DOUBLE,
    {**SCORED, "_termStats": TERM_STATS, SCORING: OBJECT},
    (*FIELD_CLASSES, *TERM_STATS_CLASSES),
    {**FIELD_FUNCTIONS, **SCORE_FUNCTIONS},
)
