"""`wait_for_snapshot`: an index is not deleted before a snapshot policy has taken it up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from findling.base.errors import BrokenStateError, IllegalArgumentError
from findling.base.object_parser import STRING, Member, not_built, parse_object, require
from findling.node.lifecycle.ilm.action import Action, action
from findling.node.lifecycle.ilm.step import DONE, Outcome, Part, Turn, Wait
from findling.snapshots.lifecycle.policies import policies, policy_of


@action("wait_for_snapshot")
@dataclass(frozen=True, slots=True)
class WaitForSnapshot(Action):
    """policy: of snapshots"""

    policy: str

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        parsed = parse_object("wait_for_snapshot", body, {"policy": Member(STRING)})
        require(parsed, "policy")
        if not parsed["policy"].strip():
            raise not_built(IllegalArgumentError("policy name must be specified"), "wait_for_snapshot")
        return cls(**parsed)

    def to_json(self) -> dict[str, Any]:
        return {"policy": self.policy}

    def parts(self, phase: str) -> Sequence[Part]:
        return [Part("wait-for-snapshot", self._wait, polled=True)]

    def _wait(self, turn: Turn) -> Outcome:
        since = turn.progress.action_time or 0
        kept = policies(turn.state).get(self.policy)
        if kept is None:
            raise BrokenStateError(f"configured policy '{self.policy}' not found")
        last = kept.get("last_success") or {}
        if last.get("start_time", -1) < since:
            moment = datetime.fromtimestamp(since / 1000, UTC)
            return Wait(
                {
                    "message": f"waiting for policy '{self.policy}' to be executed since "
                    f"{moment:%a %b %d %H:%M:%S UTC %Y}"
                }
            )
        repository = turn.node.snapshots.repository(policy_of(self.policy, kept).repository)
        entry = repository.root().named(last["snapshot_name"])
        if entry is None or turn.index.name not in repository.details(entry).indices:
            raise BrokenStateError(
                f"the last successful snapshot of policy '{self.policy}' does not include index '{turn.index.name}'"
            )
        return DONE
