"""Asks the policy about requests."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from findling.base.errors import FindlingError
from findling.base.ids import random_uuid
from findling.policy.authz.decision import ALLOWED, Decision, parse_decision, refused
from findling.policy.authz.question import Question
from findling.policy.decision_log import DecisionLog
from findling.policy.service import Policies
from findling.policy.snapshot import Snapshot
from findling.policy.store.facts import DECISIONS

logger = logging.getLogger("findling.policy")

PATH: Final = f"{DECISIONS}.decision"
_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision that is in force. id: by which it is noted, None of those that are not; snapshot: whose it is"""

    decision: Decision
    id: str | None
    snapshot: Snapshot


class Decider:
    """Gives rulings.

    An answer is remembered for questions that the rules cannot tell from each other, until the policy changes, and
    never where rules look at the time or at chance. No answer, or an error, refuses.
    """

    def __init__(self, policies: Policies, log: DecisionLog) -> None:
        self._policies = policies
        self._log = log
        self._known: OrderedDict[Hashable, Decision] = OrderedDict()
        self._of: Snapshot | None = None
        self._lock = threading.Lock()

    def rule(self, question: Question, snapshot: Snapshot) -> Ruling | None:
        """Returns the ruling about a request; None if the policy says nothing about requests."""
        facts = snapshot.revision.facts
        if not facts.decides:
            return None
        decision = self._known_or_asked(question, snapshot)
        id_ = None
        if self._log.wants(decision.allow):
            id_ = random_uuid()
            self._note(id_, question, snapshot, decision)
        if not decision.allow and snapshot.revision.dry_run:
            decision = ALLOWED
        return Ruling(decision, id_, snapshot)

    def _known_or_asked(self, question: Question, snapshot: Snapshot) -> Decision:
        facts = snapshot.revision.facts
        if not facts.is_cacheable:
            return self._asked(question, snapshot)
        key = question.key(facts)
        with self._lock:
            if self._of is not snapshot:
                self._of = snapshot
                self._known.clear()
            decision = self._known.get(key)
        if decision is not None:
            return decision
        decision = self._asked(question, snapshot)
        if decision.fault is None:
            with self._lock:
                if self._of is snapshot:
                    self._known[key] = decision
                    if len(self._known) > _MOST:
                        self._known.popitem(last=False)
        return decision

    def _asked(self, question: Question, snapshot: Snapshot) -> Decision:
        try:
            input = question.input(snapshot.revision.facts)
            return parse_decision(snapshot.evaluate(PATH, input, question.authentication.user.username))
        except FindlingError as error:
            logger.warning("a policy gave no decision revision=%s error=%s", snapshot.revision.number, error.reason)
            return refused(f"the policy cannot be evaluated: {error.reason}")

    def _note(self, id_: str, question: Question, snapshot: Snapshot, decision: Decision) -> None:
        input = question.input(snapshot.revision.facts)
        result = {"allow": decision.allow, "reason": decision.reason}
        self._log.write(
            id_,
            PATH,
            snapshot,
            input,
            result=result,
            error=decision.fault,
            requested_by=question.request.address,
            dry_run=snapshot.revision.dry_run,
        )
