"""The values of scripts of aggregations that give one number for each document, reckoned over whole columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from numpy.typing import NDArray

from findling.base.errors import FindlingError
from findling.base.work.short_cache import short_cache
from findling.script.contexts.aggregations import AGGS
from findling.script.engine import Script, compile_script
from findling.script.types import DOUBLE
from findling.search.doc_set import Docs
from findling.search.script.runner import ScriptRunner

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from findling.search.context import SegmentContext, ShardContext

# the same scripts, where only numbers are taken
_NUMBERS: Final = replace(AGGS, returns=DOUBLE, variables={**AGGS.variables, "_score": DOUBLE})
_KINDS: Final = {"long": int, "double": float}


def column_of(
    script: object, params: Mapping[str, Any], kind: str, ctx: ShardContext, segment: SegmentContext, docs: Docs
) -> NDArray[Any] | None:
    """Returns a number for each document, None where the script must see them one after the other.

    kind: the type of the field that has the numbers
    """
    if not isinstance(script, Script) or kind not in _KINDS or "_score" in script.variables:
        return None
    variant = _compiled(script.source)
    if variant is None:
        return None
    found = ScriptRunner(variant, params, ctx).over_columns(segment, docs)
    return None if found is None else found.astype(_KINDS[kind])


@short_cache(256)
def _compiled(source: str) -> Script | None:
    try:
        script = compile_script(source, _NUMBERS)
    except FindlingError:
        return None
    return None if script.columns is None else script
