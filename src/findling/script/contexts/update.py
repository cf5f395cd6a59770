"""`update`, `update_by_query` and `reindex`: scripts that change a document, by `ctx`."""

from typing import Final

from findling.script.context import Context
from findling.script.types import MAP, VOID

UPDATE: Final = Context("update", VOID, {"ctx": MAP, "params": MAP})
UPDATE_BY_QUERY: Final = Context("update_by_query", VOID, {"ctx": MAP, "params": MAP})
REINDEX: Final = Context("reindex", VOID, {"ctx": MAP, "params": MAP})
