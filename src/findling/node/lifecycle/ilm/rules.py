"""What a policy must keep to: which actions a phase can have, and how phases go together.

Source: Elasticsearch's TimeseriesLifecycleType.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Final

from findling.base.errors import ActionRequestValidationError
from findling.base.units import format_time, parse_time_ms
from findling.node.lifecycle.ilm.actions.allocate import Allocate
from findling.node.lifecycle.ilm.actions.downsample import Downsample
from findling.node.lifecycle.ilm.actions.migrate import Migrate
from findling.node.lifecycle.ilm.actions.searchable_snapshot import SearchableSnapshot
from findling.node.lifecycle.ilm.policy import PHASES, Phase, Policy

ORDER: Final[Mapping[str, tuple[str, ...]]] = {
    "hot": (
        "set_priority", "unfollow", "rollover", "readonly", "downsample", "shrink", "forcemerge", "searchable_snapshot",
    ),
    "warm": (
        "set_priority", "unfollow", "readonly", "downsample", "allocate", "migrate", "shrink", "forcemerge",
    ),
    "cold": (
        "set_priority", "unfollow", "readonly", "downsample", "searchable_snapshot", "allocate", "migrate", "freeze",
    ),
    "frozen": ("unfollow", "searchable_snapshot"),
    "delete": ("wait_for_snapshot", "delete"),
}  # fmt: skip
"""The actions that a phase can have, in the order in which they are done."""

_WITH_ROLLOVER: Final = ("readonly", "shrink", "forcemerge", "downsample", "searchable_snapshot")
_NOT_AFTER_MOUNT: Final = ("forcemerge", "freeze", "shrink", "downsample")


def check_policy(policy: Policy) -> None:
    """Raises ActionRequestValidationError for what is wrong with a policy."""
    late = _order_of_ages(policy)
    if late:
        raise ActionRequestValidationError.of(",".join(late))
    phases = list(policy.phases.values())
    for rule in _RULES:
        fault = rule(phases)
        if fault is not None:
            raise ActionRequestValidationError.of(fault)


def _known(phases: list[Phase]) -> str | None:
    for phase in phases:
        if phase.name not in ORDER:
            return f"Timeseries lifecycle does not support phase [{phase.name}]"
        for kind in phase.actions:
            if kind not in ORDER[phase.name]:
                return f"invalid action [{kind}] defined in phase [{phase.name}]"
    return None


def _rollover_in_hot(phases: list[Phase]) -> str | None:
    hot = next((phase for phase in phases if phase.name == "hot"), None)
    if hot is None or "rollover" in hot.actions:
        return None
    lonely = [kind for kind in _WITH_ROLLOVER if kind in hot.actions]
    if not lonely:
        return None
    return (
        f"the [{', '.join(lonely)}] action(s) may not be used in the [hot] phase without an accompanying [rollover] "
        "action"
    )


def _one_migration(phases: list[Phase]) -> str | None:
    def has_both(phase: Phase) -> bool:
        migrate, allocate = phase.actions.get("migrate"), phase.actions.get("allocate")
        return (
            isinstance(migrate, Migrate) and migrate.enabled and isinstance(allocate, Allocate) and allocate.has_rules
        )

    found = [phase.name for phase in phases if has_both(phase)]
    if not found:
        return None
    return (
        f"phases [{','.join(found)}] specify an enabled migrate action and an allocate action with allocation rules. "
        "specify only a single data migration in each phase"
    )


def _nothing_after_mount(phases: list[Phase]) -> str | None:
    by_name = {phase.name: phase for phase in phases}
    after: Iterable[Phase] = ()
    if "hot" in by_name and "searchable_snapshot" in by_name["hot"].actions:
        after = [phase for phase in phases if phase.name != "hot"]
    elif "cold" in by_name and "searchable_snapshot" in by_name["cold"].actions:
        after = [phase for phase in phases if phase.name == "frozen"]
    found = [phase.name for phase in after if not set(_NOT_AFTER_MOUNT).isdisjoint(phase.actions)]
    if not found:
        return None
    return (
        f"phases [{','.join(found)}] define one or more of [{', '.join(_NOT_AFTER_MOUNT)}] actions which are not "
        "allowed after a managed index is mounted as a searchable snapshot"
    )


def _one_repository(phases: list[Phase]) -> str | None:
    mounts = (phase.actions.get("searchable_snapshot") for phase in phases)
    found = sorted({one.snapshot_repository for one in mounts if isinstance(one, SearchableSnapshot)})
    if len(found) < 2:
        return None
    return (
        "policy specifies [searchable_snapshot] action multiple times with differing repositories "
        f"[{', '.join(found)}], the same repository must be used for all searchable snapshot actions"
    )


def _mount_in_frozen(phases: list[Phase]) -> str | None:
    if all(phase.name != "frozen" or "searchable_snapshot" in phase.actions for phase in phases):
        return None
    return (
        "policy specifies the [frozen] phase without a corresponding [searchable_snapshot] action, but a searchable "
        "snapshot action is required in the frozen phase"
    )


def _coarser_and_coarser(phases: list[Phase]) -> str | None:
    found = [(phase.name, phase.actions.get("downsample")) for phase in _in_order(phases)]
    rounds = [(name, one.fixed_interval) for name, one in found if isinstance(one, Downsample)]
    for (first, finer), (second, coarser) in pairwise(rounds):
        finer_ms, coarser_ms = (parse_time_ms(one, "fixed_interval") for one in (finer, coarser))
        for what, is_so in (("greater than", coarser_ms <= finer_ms), ("a multiple of", coarser_ms % finer_ms != 0)):
            if is_so:
                return (
                    f"Downsampling interval [{coarser}] for phase [{second}] must be {what} the interval [{finer}] "
                    f"for phase [{first}]"
                )
    return None


def _replicas_for_a_time(phases: list[Phase]) -> str | None:
    ordered = _in_order(phases)
    mounts = [(phase, phase.actions.get("searchable_snapshot")) for phase in ordered]
    found = [(phase, one) for phase, one in mounts if isinstance(one, SearchableSnapshot)]
    for phase, one in found[1:]:
        if one.replicate_for is not None:
            return (
                "only the first searchable_snapshot action in a policy may specify 'replicate_for', but it was "
                f"specified in the [{phase.name}] phase"
            )
    if not found or found[0][1].replicate_for is None:
        return None
    first, replicate_for = found[0][0], found[0][1].replicate_for
    place = ordered.index(first)
    begins = [0 if "rollover" in phase.actions else phase.min_age_ms for phase in ordered[: place + 1]]
    begin_ms = next((age for age in reversed(begins) if age), 0)
    for phase in ordered[place + 1 :]:
        longest_ms = phase.min_age_ms - begin_ms
        if phase.min_age_ms and longest_ms < parse_time_ms(replicate_for, "replicate_for"):
            return (
                f"The time a searchable snapshot is replicated in replicate_for [{replicate_for}] may not exceed the "
                f"time until the next phase is configured to begin. Based on the min_age [{phase.min_age}] of the "
                f"[{phase.name}] phase, the maximum time the snapshot can be replicated is [{format_time(longest_ms)}]."
            )
    return None


def _in_order(phases: list[Phase]) -> list[Phase]:
    return sorted(phases, key=lambda phase: PHASES.index(phase.name))


_RULES: Final[tuple[Callable[[list[Phase]], str | None], ...]] = (
    _known,
    _rollover_in_hot,
    _one_migration,
    _nothing_after_mount,
    _one_repository,
    _mount_in_frozen,
    _coarser_and_coarser,
    _replicas_for_a_time,
)


def _order_of_ages(policy: Policy) -> list[str]:
    """Returns what is wrong where a phase would begin before one that comes earlier."""
    faults, told = [], set[str]()
    aged = [phase for phase in policy.ordered if phase.min_age_ms]
    for place, phase in enumerate(aged):
        if phase.name in told:
            continue
        early = [other for other in aged[place + 1 :] if other.min_age_ms < phase.min_age_ms]
        told.update(other.name for other in early)
        if early:
            faults.append(_too_early(phase, early))
    return faults


def _too_early(phase: Phase, early: list[Phase]) -> str:
    first, *others = [f"the {one.name} phase (min_age: {one.min_age})" for one in early]
    listed = ", ".join([first, *others[:-1]])
    several = f"{listed} and {others[-1]}" if others else first
    return (
        f"Your policy is configured to run {several} before the {phase.name} phase (min_age: {phase.min_age}). You "
        "should change the phase timing so that the phases will execute in the order of hot, warm, then cold."
    )
