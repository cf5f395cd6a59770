"""Rollout: how a version goes out to many nodes, wave by wave. Pure functions: no clock, no store.

The first wave is the canary's. A wave is done when all of its nodes that are there have been healthy for a while; those
that are away get the version when they return, and hold nobody up. Too many failures take the version back everywhere.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import Member, parse_object
from findling.base.units import parse_time_ms

CANARY: Final = "canary"
ROLLING: Final = "rolling"
PAUSED: Final = "paused"
SUCCEEDED: Final = "succeeded"
ROLLED_BACK: Final = "rolled_back"
CANCELLED: Final = "cancelled"
ACTIVE: Final = (CANARY, ROLLING)

AWAY: Final = "away"
PENDING: Final = "pending"
HEALTHY: Final = "healthy"
FAILED: Final = "failed"


@dataclass(frozen=True, slots=True)
class Policy:
    """How fast and how careful. max_failed_percent: of the nodes that have been given the version, above which it is
    taken back; timeout_ms: after which a node that is there and not healthy has failed"""

    canary_percent: float = 5.0
    batch_percent: float = 25.0
    healthy_for_ms: int = 60_000
    timeout_ms: int = 600_000
    max_failed_percent: float = 10.0

    @classmethod
    def parse(cls, body: Mapping[str, object]) -> "Policy":
        """Reads a policy. Raises XContentParseError, IllegalArgumentError."""
        return cls(**parse_object("policy", body, _MEMBERS))

    def to_json(self) -> dict[str, Any]:
        return {
            "canary_percent": self.canary_percent,
            "batch_percent": self.batch_percent,
            "healthy_for_ms": self.healthy_for_ms,
            "timeout_ms": self.timeout_ms,
            "max_failed_percent": self.max_failed_percent,
        }


def _percent(least: float) -> Member:
    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= 100:
            raise IllegalArgumentError(f"a share must be between [{least:g}] and [100] percent, not [{value}]")
        return float(value)

    return Member(read=read)


def _milliseconds(value: Any) -> int:
    found = value if type(value) is int else parse_time_ms(str(value), "policy")
    if found < 0:
        raise IllegalArgumentError(f"a time must not be negative: [{value}]")
    return found


_MEMBERS: Final = {
    "canary_percent": _percent(0.001),
    "batch_percent": _percent(0.001),
    "healthy_for_ms": Member(read=_milliseconds),
    "timeout_ms": Member(read=_milliseconds),
    "max_failed_percent": _percent(0),
}


@dataclass(frozen=True, slots=True)
class Health:
    """How a node is with the version. since_ms: when it came to be so, as the hub learned it"""

    state: str
    since_ms: int = 0


@dataclass(frozen=True, slots=True)
class Rollout:
    """Where a deployment is. waves: names of nodes; wave: the one under way, from 0 on"""

    waves: tuple[tuple[str, ...], ...]
    policy: Policy
    state: str = CANARY
    wave: int = 0
    wave_began_ms: int = 0
    reason: str = ""

    @property
    def given(self) -> list[str]:
        """The nodes that have been given the version."""
        return [node for wave in self.waves[: self.wave + 1] for node in wave]


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done. give: nodes that get the version; take_back: nodes that get the one before"""

    rollout: Rollout
    give: Sequence[str] = field(default_factory=tuple)
    take_back: Sequence[str] = field(default_factory=tuple)


def plan(deployment: str, nodes: Sequence[str], policy: Policy) -> tuple[tuple[str, ...], ...]:
    """Returns the waves, in an order that is another one for each deployment and the same each time."""
    if not nodes:
        raise IllegalArgumentError("the target of the deployment has no nodes")
    seed = deployment.encode()
    order = sorted(set(nodes), key=lambda node: hashlib.blake2b(node.encode(), key=seed[:64], digest_size=8).digest())
    n_canary = max(1, math.ceil(len(order) * policy.canary_percent / 100))
    n_batch = max(1, math.ceil(len(order) * policy.batch_percent / 100))
    rest = order[n_canary:]
    batches = [tuple(rest[start : start + n_batch]) for start in range(0, len(rest), n_batch)]
    return (tuple(order[:n_canary]), *batches)


def begin(waves: tuple[tuple[str, ...], ...], policy: Policy, now_ms: int) -> Step:
    """Returns the first step."""
    return Step(Rollout(waves, policy, CANARY, 0, now_ms), waves[0])


def advance(rollout: Rollout, health: Mapping[str, Health], now_ms: int) -> Step | None:
    """Returns the next step, None if there is nothing to do yet. health: of the nodes that were given the version"""
    if rollout.state not in ACTIVE:
        return None
    given = rollout.given
    failed = [node for node in given if _has_failed(rollout, health.get(node), now_ms)]
    if len(failed) * 100 > rollout.policy.max_failed_percent * len(given):
        reason = f"[{len(failed)}] of [{len(given)}] nodes failed: {', '.join(sorted(failed)[:5])}"
        return Step(replace(rollout, state=ROLLED_BACK, reason=reason), take_back=given)
    if not _is_done(rollout, rollout.waves[rollout.wave], health, now_ms):
        return None
    if rollout.wave + 1 == len(rollout.waves):
        return Step(replace(rollout, state=SUCCEEDED))
    following = replace(rollout, state=ROLLING, wave=rollout.wave + 1, wave_began_ms=now_ms)
    return Step(following, rollout.waves[following.wave])


def _has_failed(rollout: Rollout, health: Health | None, now_ms: int) -> bool:
    if health is None or health.state in (AWAY, HEALTHY):
        return False
    is_late = now_ms - rollout.wave_began_ms > rollout.policy.timeout_ms
    return health.state == FAILED or (health.state == PENDING and is_late)


def _is_done(rollout: Rollout, wave: Sequence[str], health: Mapping[str, Health], now_ms: int) -> bool:
    """Whether somebody of a wave is healthy, for long enough, and nobody who is there still has to show it."""
    known = [health.get(node, Health(AWAY)) for node in wave]
    if not any(one.state == HEALTHY for one in known):
        return False
    long_enough_ms = now_ms - rollout.policy.healthy_for_ms
    return all(
        one.state in (AWAY, FAILED) or (one.state == HEALTHY and one.since_ms <= long_enough_ms) for one in known
    )
