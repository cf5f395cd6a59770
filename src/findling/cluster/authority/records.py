"""What an authority remembers: tokens, and whom it has enrolled. Masters merge theirs in any order, to the same."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, TypeVar

KINDS: Final = ("master", "node", "edge")
_KEPT_MS: Final = 86_400_000
"""How long a token is remembered after its end."""


@dataclass(frozen=True, slots=True)
class JoinToken:
    """Lets members of one kind join until it ends. hash: of its secret, which is not kept; times: ms since 1970"""

    id: str
    hash: str
    kind: str
    created_ms: int
    expires_ms: int
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A member that has certificates. key: the public half of its nkey; hosts: what its certificates are for"""

    key: str
    name: str
    kind: str
    hosts: tuple[str, ...]
    enrolled_ms: int
    expires_ms: int
    revoked: bool = False


R = TypeVar("R", JoinToken, Enrolled)


@dataclass(frozen=True, slots=True)
class Records:
    """tokens: by id; members: by the public half of their key, those that are no more among them"""

    tokens: Mapping[str, JoinToken] = field(default_factory=dict)
    members: Mapping[str, Enrolled] = field(default_factory=dict)

    def with_token(self, token: JoinToken) -> "Records":
        return replace(self, tokens={**self.tokens, token.id: token})

    def with_member(self, member: Enrolled) -> "Records":
        return replace(self, members={**self.members, member.key: member})

    def named(self, name: str) -> Enrolled | None:
        """Returns the member that has a name now: of two that got it from masters out of touch, the first."""
        found = [member for member in self.admitted() if member.name == name]
        return found[0] if found else None

    def admitted(self) -> list[Enrolled]:
        """Returns the members that may come, one for each name, in order of time."""
        first: dict[str, Enrolled] = {}
        for member in sorted(self.members.values(), key=lambda member: (member.enrolled_ms, member.key)):
            if not member.revoked:
                first.setdefault(member.name, member)
        return list(first.values())

    def merged(self, other: "Records", now_ms: int) -> "Records":
        """Returns what both know; what one of them has revoked is revoked. Tokens that ended long ago are forgotten."""
        tokens = _either(self.tokens, other.tokens)
        kept = {id_: token for id_, token in tokens.items() if token.expires_ms + _KEPT_MS > now_ms}
        return Records(kept, _either(self.members, other.members))

    def to_json(self) -> dict[str, Any]:
        return {
            "tokens": [asdict(token) for _, token in sorted(self.tokens.items())],
            "members": [{**asdict(one), "hosts": list(one.hosts)} for _, one in sorted(self.members.items())],
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Records":
        tokens: Iterable[JoinToken] = (JoinToken(**entry) for entry in body.get("tokens", ()))
        found = (Enrolled(**{**entry, "hosts": tuple(entry["hosts"])}) for entry in body.get("members", ()))
        return cls({token.id: token for token in tokens}, {member.key: member for member in found})


def _either(ours: Mapping[str, R], theirs: Mapping[str, R]) -> dict[str, R]:
    both = {**theirs, **ours}
    for key in ours.keys() & theirs.keys():
        if theirs[key].revoked:
            both[key] = theirs[key]
    return both
