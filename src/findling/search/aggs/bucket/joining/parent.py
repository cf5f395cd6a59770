"""parent: from documents to their parents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.search.aggs.base.aggregation import register
from findling.search.aggs.bucket.joining.joining_aggregation import JoiningAggregation

if TYPE_CHECKING:
    from findling.mapping.types.join import JoinFieldType


@register("parent")
@dataclass(frozen=True, kw_only=True)
class ParentAggregation(JoiningAggregation):
    """The parents of those documents that are of one child relation."""

    type_name = "parent"

    def ends(self, join: JoinFieldType, parent: str) -> tuple[str, str]:
        """Returns children and parents."""
        return self.type, parent
