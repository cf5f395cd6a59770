"""`delete`: the index goes, and the snapshot that its policy has made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from findling.base.json_values import as_boolean
from findling.base.object_parser import BOOLEAN, Member, parse_object
from findling.node.lifecycle.ilm.action import Action, action
from findling.node.lifecycle.ilm.common import NO_FOLLOWERS, remove_index, remove_snapshot
from findling.node.lifecycle.ilm.step import Part


@action("delete")
@dataclass(frozen=True, slots=True)
class Delete(Action):
    """delete_searchable_snapshot: whether a snapshot goes, too, that `searchable_snapshot` has made"""

    delete_searchable_snapshot: bool = True

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        return cls(**parse_object("delete", body, {"delete_searchable_snapshot": Member(BOOLEAN, as_boolean)}))

    def to_json(self) -> dict[str, Any]:
        return {"delete_searchable_snapshot": self.delete_searchable_snapshot}

    def parts(self, phase: str) -> Sequence[Part]:
        clean = [Part("cleanup-snapshot", remove_snapshot)] if self.delete_searchable_snapshot else []
        return [NO_FOLLOWERS, *clean, Part("delete", remove_index)]
