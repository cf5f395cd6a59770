"""children: from documents to those that have them as parents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.search.aggs.base.aggregation import register
from findling.search.aggs.bucket.joining.joining_aggregation import JoiningAggregation

if TYPE_CHECKING:
    from findling.mapping.types.join import JoinFieldType


@register("children")
@dataclass(frozen=True, kw_only=True)
class ChildrenAggregation(JoiningAggregation):
    """The children, of one relation, of the documents that are collected."""

    type_name = "children"

    def ends(self, join: JoinFieldType, parent: str) -> tuple[str, str]:
        """Returns parents and children."""
        return parent, self.type
