"""Claims of a node: begun, resumed after a crash, taken back."""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from findling.base.errors import FindlingError, IllegalArgumentError, ResourceNotFoundError
from findling.base.ids import auto_id
from findling.cluster.system.ownership import INDEX
from findling.node.ownership.claim import BEGUN, DONE, GUEST, UNDOING, UNDONE, Claim, Place, claim_of, guest_claim_id
from findling.node.ownership.owned_documents import (
    change_owner,
    how_many,
    of_contact,
    of_owner,
    query_of_contact,
    query_of_owner,
)
from findling.node.services.node import Node
from findling.security.ownership import OwnershipRule
from findling.security.records import Records

_KIND: Final = "claim"
_MOST_DOCUMENTS: Final = 10_000
logger = logging.getLogger("findling.ownership")


class Claims:
    """All of them. One is carried out at a time.

    The record names documents before they are changed, so that a claim that a crash cut short is carried out to its end
    when the node starts again, and can be taken back as a whole.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._records = Records(node.system.index(INDEX))
        self._lock = threading.RLock()

    def of_guest(self, guest: str, owner: str) -> Claim | None:
        """Gives the documents of a guest to an owner, once; None if they went to another.

        Called again for the same owner, what the guest wrote in between goes the same way.
        Raises IllegalArgumentError for more documents than one claim can have.
        """
        id_ = guest_claim_id(guest)
        with self._lock:
            claim = self.get(id_)
            if claim is None or claim.state == UNDONE:
                claim = Claim(id_, GUEST, guest, owner, self._node.clock.now_ms())
                self._check_size(claim)
                claim = self._put(claim)
            elif claim.owner != owner or claim.state == UNDOING:
                return None
            done = self._carried_out(claim)
        self._tell("ownership_claimed", done)
        return done

    def of_contact(self, kind: str, contact: str, owner: str) -> Claim | None:
        """Gives documents without an owner that have a contact to whom it was verified for; None if there are none.

        kind: email or phone. What an administrator took back from the same owner stays where it is.
        """
        with self._lock:
            claim = Claim(f"{kind}-{auto_id()}", kind, contact, owner, self._node.clock.now_ms())
            if not self._missing(claim):
                return None
            self._check_size(claim)
            done = self._carried_out(claim)
        self._tell("ownership_claimed", done)
        return done

    def undo(self, id_: str, by: str) -> Claim:
        """Gives the documents of a claim back; those that belong to somebody else meanwhile stay.

        Raises ResourceNotFoundError, IllegalArgumentError for a claim that was taken back already.
        """
        with self._lock:
            claim = self.get(id_)
            if claim is None:
                raise ResourceNotFoundError(f"claim [{id_}] not found")
            if claim.state == UNDONE:
                raise IllegalArgumentError(f"claim [{id_}] was taken back already")
            undone = self._taken_back(self._put(replace(claim, state=UNDOING, ended_by=by)))
        self._tell("ownership_claim_undone", undone)
        return undone

    def is_claimed(self, guest: str) -> bool:
        """Whether a guest is somebody now, so that nobody may write as that guest any more."""
        claim = self.get(guest_claim_id(guest))
        return claim is not None and claim.state != UNDONE

    def get(self, id_: str) -> Claim | None:
        """Returns a claim, None if there is none of that id."""
        record = self._records.get(_KIND, id_)
        return None if record is None else claim_of(record)

    def find(self, **terms: str) -> list[Claim]:
        """Returns the claims with these members, such as `owner`, the newest first."""
        query = {"bool": {"filter": [{"term": {name: value}} for name, value in terms.items()]}}
        return [claim_of(document.source) for document in self._records.find(_KIND, query, sort=({"begun": "desc"},))]

    def resume(self) -> int:
        """Carries out what a crash left; returns how many claims that were. What cannot be is logged and left."""
        ends: tuple[tuple[str, Callable[[Claim], Claim]], ...]
        ends = ((BEGUN, self._carried_out), (UNDOING, self._taken_back))
        left = [(claim, end) for state, end in ends for claim in self.find(state=state)]
        with self._lock:
            for claim, end in left:
                logger.info("a claim is resumed id=%s state=%s", claim.id, claim.state)
                try:
                    end(claim)
                except FindlingError as error:
                    logger.warning("a claim cannot be resumed id=%s error=%s", claim.id, error.reason)
        return len(left)

    def _carried_out(self, claim: Claim) -> Claim:
        """Moves documents until there are none left; each page is told by the record before it is moved."""
        change_owner(self._node, claim.places, claim.before, claim.owner)
        while missing := self._missing(claim):
            claim = self._put(replace(claim.reaching(missing), state=BEGUN))
            change_owner(self._node, missing, claim.before, claim.owner)
        return claim if claim.state == DONE else self._put(claim.ended_as(DONE, self._node.clock.now_ms()))

    def _taken_back(self, claim: Claim) -> Claim:
        change_owner(self._node, claim.places, claim.owner, claim.before)
        return self._put(claim.ended_as(UNDONE, self._node.clock.now_ms()))

    def _missing(self, claim: Claim) -> list[Place]:
        """Returns documents that go to the owner and have not yet."""
        documents = list(self._documents(claim))
        if not documents:
            return []
        known = set(claim.places)
        if claim.source != GUEST:
            taken_back = self.find(source=claim.source, value=claim.value, owner=claim.owner, state=UNDONE)
            known.update(place for other in taken_back for place in other.places)
        return [place for place in documents if place not in known]

    def _check_size(self, claim: Claim) -> None:
        """Raises IllegalArgumentError for more documents than one claim can have, before anything is changed."""
        total = 0
        for rule in self._rules():
            field = rule.field if claim.source == GUEST else rule.contact_field(claim.source)
            if field is None:
                continue
            of_guest, value = claim.source == GUEST, claim.value
            query = query_of_owner(rule, value) if of_guest else query_of_contact(rule, field, value)
            total += how_many(self._node, rule, query)
        if total > _MOST_DOCUMENTS:
            raise IllegalArgumentError(f"a claim can have [{_MOST_DOCUMENTS}] documents at most")

    def _documents(self, claim: Claim) -> Iterator[Place]:
        for rule in self._rules():
            if claim.source == GUEST:
                yield from of_owner(self._node, rule, claim.value)
            elif (field := rule.contact_field(claim.source)) is not None:
                yield from of_contact(self._node, rule, field, claim.value)

    def _rules(self) -> tuple[OwnershipRule, ...]:
        return () if self._node.security is None else self._node.security.ownership.all()

    def _put(self, claim: Claim) -> Claim:
        self._records.put(_KIND, claim.id, claim.to_record())
        return claim

    def _tell(self, event: str, claim: Claim) -> None:
        security = self._node.security
        if security is not None:
            security.audit.write(
                event, None, claim_id=claim.id, claim_source=claim.source, user_name=claim.owner,
                documents=len(claim.places), ended_by=claim.ended_by,
            )  # fmt: skip
