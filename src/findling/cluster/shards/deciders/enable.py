"""Allocation switched off, for all shards or for those of an index."""

import numpy as np

from findling.cluster.shards.deciders.decider import Decider
from findling.cluster.shards.view import AllocationView, Mask, ShardCopy

_INDEX = "index.routing.allocation.enable"


class Enable(Decider):
    """`routing.allocation.enable`: all, primaries, new_primaries, none. Shards that move are not held up."""

    name = "enable"
    is_steady = True

    def allows(self, view: AllocationView, copy: ShardCopy) -> Mask:
        return view.all() if self._is_allowed(view, copy) else np.zeros(len(view.nodes), np.bool_)

    def _value(self, view: AllocationView, copy: ShardCopy) -> tuple[str, str]:
        own = copy.index.settings.get(_INDEX)
        if own is not None:
            return f"index setting [{_INDEX}={own}]", str(own)
        value = str(view.setting("allocation.enable"))
        return f"cluster setting [cluster.routing.allocation.enable={value}]", value

    def _is_allowed(self, view: AllocationView, copy: ShardCopy) -> bool:
        if copy.moves_from is not None:
            return True
        value = self._value(view, copy)[1]
        if value == "none":
            return False
        if value == "new_primaries":
            return copy.primary and copy.routing.fresh
        return value == "all" or copy.primary

    def says(self, view: AllocationView, copy: ShardCopy, place: int, allowed: bool) -> str:
        setting, value = self._value(view, copy)
        if allowed:
            return "all allocations are allowed" if value == "all" else "primary allocations are allowed"
        what = {"none": "no", "new_primaries": "non-new primary", "primaries": "replica"}[value]
        return f"{what} allocations are {'forbidden' if value != 'none' else 'allowed'} due to {setting}"
