"""`update`, `update_by_query` and `reindex`: scripts that change a document, by `ctx`."""

from typing import Final

from findling.script.context import Context
from findling.script.ctx_map import CTX_CLASS, READ_ONLY, CtxKey
from findling.script.types import MAP, VOID

_VARIABLES: Final = {"ctx": MAP, "params": MAP}
UPDATE: Final = Context("update", VOID, _VARIABLES, (CTX_CLASS,))
UPDATE_BY_QUERY: Final = Context("update_by_query", VOID, _VARIABLES, (CTX_CLASS,))
REINDEX: Final = Context("reindex", VOID, _VARIABLES, (CTX_CLASS,))

UPDATE_KEYS: Final = {
    "op": CtxKey(str),
    "_index": READ_ONLY,
    "_id": READ_ONLY,
    "_version": READ_ONLY,
    "_routing": READ_ONLY,
    "_type": READ_ONLY,
    "_now": READ_ONLY,
}
"""What scripts of updates find in `ctx` beside the source; those of update by query, too."""
REINDEX_KEYS: Final = {
    "op": CtxKey(str, is_nullable=False),
    "_index": CtxKey(str, is_nullable=False),
    "_id": CtxKey(str),
    "_version": CtxKey(int),
    "_routing": CtxKey(str),
    "_now": READ_ONLY,
}
"""What scripts of a reindex find in `ctx`: where the document goes may be changed."""
