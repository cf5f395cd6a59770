"""Scripts of a request, compiled for a shard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from findling.base.errors import CircuitBreakingError, FindlingError, QueryShardError, TaskCancelledError
from findling.script.context import Context
from findling.script.definition import ScriptDefinition
from findling.script.language import CompiledScript

# what may give another result every time: chance, and the time it is
_CHANGING: Final = re.compile(r"[rR]andom|\bshuffle\b|\bhashCode\b|TimeMillis|nanoTime|\bDate\s*\(\s*\)|Calendar\b")

if TYPE_CHECKING:
    from findling.search.context import ShardContext


def compiled(definition: ScriptDefinition, context: Context, ctx: ShardContext) -> CompiledScript:
    """Returns the script of a definition. Raises what keeps it from being compiled."""
    if definition.source is None or _CHANGING.search(definition.source):
        ctx.unrepeatable.append("script")
    return ctx.scripts.compile(definition, context)


def compiled_for_query(definition: ScriptDefinition, context: Context, ctx: ShardContext) -> CompiledScript:
    """Returns the script of a query. Raises QueryShardError with what keeps it from being compiled."""
    try:
        return compiled(definition, context, ctx)
    except (QueryShardError, CircuitBreakingError, TaskCancelledError):
        raise
    except FindlingError as error:
        raise QueryShardError(f"failed to create query: {error.reason}", index=ctx.index) from error
