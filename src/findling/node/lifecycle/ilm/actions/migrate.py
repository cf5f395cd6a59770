"""`migrate`: an index prefers the nodes of its phase's tier. The one node there is has all tiers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from findling.base.json_values import as_boolean
from findling.base.object_parser import BOOLEAN, Member, parse_object
from findling.node.lifecycle.ilm.action import Action, action
from findling.node.lifecycle.ilm.common import setting
from findling.node.lifecycle.ilm.step import Part

TIER: Final = "index.routing.allocation.include._tier_preference"
_TIERS: Final = ("hot", "warm", "cold", "frozen")


def preferred_tiers(phase: str) -> str:
    """Returns "data_warm,data_hot" for the warm phase: the tier and those before it, the nearest first."""
    return ",".join(f"data_{tier}" for tier in reversed(_TIERS[: _TIERS.index(phase) + 1]))


@action("migrate")
@dataclass(frozen=True, slots=True)
class Migrate(Action):
    """enabled: False keeps an index where it is"""

    enabled: bool = True

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        return cls(**parse_object("migrate", body, {"enabled": Member(BOOLEAN, as_boolean)}))

    def to_json(self) -> dict[str, Any]:
        return {"enabled": self.enabled}

    def parts(self, phase: str) -> Sequence[Part]:
        if not self.enabled:
            return []
        prefer = setting({TIER: preferred_tiers(phase)})
        return [Part("branch-check-skip-action"), Part("migrate", prefer), Part("check-migration")]
