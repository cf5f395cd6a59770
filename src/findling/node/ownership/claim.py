"""A claim: which documents change from whom to whom, and how far that has got."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

BEGUN: Final = "begun"
DONE: Final = "done"
UNDOING: Final = "undoing"
UNDONE: Final = "undone"
GUEST: Final = "guest"
EMAIL: Final = "email"
PHONE: Final = "phone"


@dataclass(frozen=True, slots=True)
class Place:
    """A document, and the field in which it carries its owner."""

    index: str
    id: str
    field: str
    routing: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """source: guest, email or phone; value: which; owner: to whom documents go

    state: begun: documents are on their way, of which all are told by `places` before they change; done; undoing: on
    their way back; undone
    begun, ended: times, in milliseconds since 1970; ended_by: who took it back
    """

    id: str
    source: str
    value: str
    owner: str
    begun: int
    state: str = BEGUN
    places: tuple[Place, ...] = ()
    ended: int | None = None
    ended_by: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is left to be done."""
        return self.state in (BEGUN, UNDOING)

    @property
    def before(self) -> str | None:
        """What the documents carried before."""
        return self.value if self.source == GUEST else None

    def reaching(self, places: Sequence[Place]) -> "Claim":
        """Returns the claim with more documents."""
        return replace(self, places=(*self.places, *places))

    def ended_as(self, state: str, now_ms: int) -> "Claim":
        return replace(self, state=state, ended=now_ms)

    def to_record(self) -> dict[str, Any]:
        return {**asdict(self), "places": [list(asdict(place).values()) for place in self.places]}

    def to_json(self) -> dict[str, Any]:
        """Returns what administrators see."""
        shown = {name: value for name, value in asdict(self).items() if name != "places" and value is not None}
        return {**shown, "documents": [{"_index": place.index, "_id": place.id} for place in self.places]}


def claim_of(record: Mapping[str, Any]) -> Claim:
    """Returns the claim of a record."""
    members: dict[str, Any] = {name: record.get(name) for name in Claim.__slots__ if name != "places"}
    return Claim(**members, places=tuple(Place(*place) for place in record["places"]))


def guest_claim_id(guest: str) -> str:
    """Returns the id of the claim of a guest, so that there is one at most."""
    return "guest-" + hashlib.sha256(guest.encode()).hexdigest()[:32]
