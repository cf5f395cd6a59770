"""`ingest` and its conditions: scripts of pipelines, which change a document on its way in or let it pass."""

from typing import Final

from findling.script.context import Context
from findling.script.types import BOOLEAN, MAP, STRING, VOID

INGEST: Final = Context("ingest", VOID, {"ctx": MAP, "params": MAP})
CONDITION: Final = Context("processor_conditional", BOOLEAN, {"ctx": MAP, "params": MAP})
INGEST_TEMPLATE: Final = Context("ingest_template", STRING, {"params": MAP})
