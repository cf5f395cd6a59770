"""What a password must be: long enough, and none that everybody tries first. Source: NIST SP 800-63B, 5.1.1.2

No rules of composition and no expiry, which make passwords worse. What is refused besides: passwords of a list that the
operator has (breaches), those of a small list of our own, and what stands in the account.
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Final

SHORTEST: Final = 8
LONGEST: Final = 256
"""A bound on the work of hashing; more than the 64 that must be allowed."""
_SHORTEST_CONTEXT: Final = 4
_SERVICE: Final = "findling"


class PasswordRules:
    """Says what is wrong with a password.

    breached: file of one password a line, or of SHA-1 digests in hexadecimal with or without `:count`, as Have I Been
    Pwned has them. It is read whole: some 100 bytes of memory a line.
    """

    def __init__(self, breached: Path | None = None) -> None:
        common = files("findling.identity.accounts").joinpath("data/common-passwords.txt").read_text(encoding="utf-8")
        self._refused = set(map(_digest, common.split()))
        if breached is not None:
            with breached.open(encoding="utf-8", errors="replace") as lines:
                self._refused.update(_digests(lines))

    def fault(self, password: str, *context: str | None) -> str | None:
        """Returns the name of what is wrong with a password, a message of the pages; None if it may be used.

        context: what stands in the account, such as its address
        """
        normal = normal_password(password)
        if len(normal) < SHORTEST:
            return "password-too-short"
        if len(normal) > LONGEST:
            return "password-too-long"
        folded = normal.casefold()
        if len(set(folded)) < 3 or _is_run(folded) or {_digest(normal), _digest(folded)} & self._refused:
            return "password-too-common"
        words = {word for text in (_SERVICE, *context) if text for word in _words(text)}
        if any(folded.replace(word, "").strip("0123456789!?.-_") == "" for word in words):
            return "password-in-account"
        return None


def normal_password(password: str) -> str:
    """Returns a password as it is hashed: written in one way, whatever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", password)


def _words(text: str) -> Iterable[str]:
    folded = text.casefold()
    parts = folded.replace("@", " ").replace(".", " ").replace("-", " ").replace("_", " ").split()
    return (word for word in {folded, folded.partition("@")[0], *parts} if len(word) >= _SHORTEST_CONTEXT)


def _is_run(text: str) -> bool:
    """Whether each character is the one after the one before it: abcdefgh, 87654321."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})


def _digest(password: str) -> bytes:
    return hashlib.sha1(password.encode(), usedforsecurity=False).digest()


def _digests(lines: Iterable[str]) -> Iterable[bytes]:
    for line in lines:
        text = line.rstrip("\r\n")
        head = text.partition(":")[0]
        if len(head) == 40:
            try:
                yield bytes.fromhex(head)
                continue
            except ValueError:
                pass
        if text:
            yield _digest(text)
