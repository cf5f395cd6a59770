"""What a decider is."""

from typing import ClassVar, Final, NamedTuple

from findling.cluster.shards.view import AllocationView, Mask, ShardCopy

YES: Final = "YES"
NO: Final = "NO"
THROTTLE: Final = "THROTTLE"


class Decision(NamedTuple):
    """An answer for one node, as `_cluster/allocation/explain` shows it."""

    kind: str
    decider: str
    explanation: str


class Decider:
    """Base of all.

    name: as explanations show it; refuses: what a no of it is
    is_steady: whether its answer is the same for all copies of a kind (primary or not, new or not) of an index
    """

    name: ClassVar[str]
    is_steady: ClassVar[bool] = False
    refuses: ClassVar[str] = NO

    def allows(self, view: AllocationView, copy: ShardCopy) -> Mask:
        """Returns on which nodes a copy may be put."""
        raise NotImplementedError

    def keeps(self, view: AllocationView, copy: ShardCopy) -> Mask:
        """Returns on which nodes a copy that is there may stay: on all, if the decider does not care."""
        return view.all()

    def says(self, view: AllocationView, copy: ShardCopy, place: int, allowed: bool) -> str:
        """Returns why a copy may, or may not, be put on the node at a place."""
        raise NotImplementedError

    def decision(self, view: AllocationView, copy: ShardCopy, place: int) -> Decision:
        """Returns the answer for one node."""
        allowed = bool(self.allows(view, copy)[place])
        return Decision(YES if allowed else self.refuses, self.name, self.says(view, copy, place, allowed))
