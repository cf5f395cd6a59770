"""What the geo queries share: looking up their field, and matching documents by any of their points."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, QueryShardError
from findling.base.runs import distinct_of_ordered
from findling.search.doc_set import DocSet
from findling.search.parameters import Parameters
from findling.search.query.expensive import check_scan

if TYPE_CHECKING:
    from findling.codec.columns.numeric import NumericColumn
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


def geo_field(name: str, query: str, ignore_unmapped: bool, ctx: ShardContext) -> MappedField | None:
    """Returns the field of points or shapes on Earth, None for an unmapped one to ignore; raises QueryShardError."""
    field = ctx.field(name)
    if field is None:
        if ignore_unmapped:
            return None
        raise QueryShardError(f"failed to find geo field [{name}]", index=ctx.index)
    if not field.type.is_point and field.type.shapes_on != "globe":
        raise QueryShardError(
            f"Field [{name}] is of unsupported type [{field.type_name}] for [{query}] query", index=ctx.index
        )
    if not ctx.allow_expensive:
        check_scan(field)
    return field


def docs_where(
    column: NumericColumn | None, max_doc: int, test: Callable[[NDArray[np.int64]], NDArray[np.bool_]]
) -> DocSet:
    """Returns the docs of which any point passes `test`, which takes encoded points."""
    if column is None:
        return DocSet.empty(max_doc)
    if column.starts is None:
        return DocSet.from_mask(test(column.dense())).restrict(column.presence)
    values, owners = column.values(np.arange(max_doc, dtype=np.int32))
    return DocSet.from_docs(distinct_of_ordered(owners[test(values)]), max_doc)


def validation_method(parameters: Parameters) -> str:
    """Reads `validation_method`: STRICT, COERCE or IGNORE_MALFORMED. Raises IllegalArgumentError."""
    text = parameters.text("validation_method", "STRICT") or "STRICT"
    if text.upper() not in ("STRICT", "COERCE", "IGNORE_MALFORMED"):
        raise IllegalArgumentError(f"operator needs to be either [COERCE, IGNORE_MALFORMED, STRICT], but not [{text}]")
    return text.upper()
