"""The Ed25519 keys by which NATS knows its users (nkeys): users prove to have the seed, servers know the other half."""

import os

from findling.base.lazy import lazy_module
from findling.cluster.authority.errors import EnrolmentError

nkeys = lazy_module("nkeys", optional=True)  # of the extra findling[cluster]


def new_seed() -> str:
    """Returns the secret half of a new user's key."""
    return derived_seed(os.urandom(32))


def derived_seed(secret: bytes) -> str:
    """Returns the secret half of a user's key that 32 secret bytes always lead to."""
    return bytes(nkeys.encode_seed(secret, nkeys.PREFIX_BYTE_USER)).decode()


def public_key(seed: str) -> str:
    """Returns the half of a key that may be known. Raises EnrolmentError for what is no seed."""
    try:
        return bytes(nkeys.from_seed(seed.strip().encode()).public_key).decode()
    except Exception as error:
        raise EnrolmentError("this is no seed of an nkey") from error


def is_user_key(text: str) -> bool:
    """Whether a text looks like the public half of a user's key: nothing else may get into a server's configuration."""
    return len(text) == 56 and text[:1] == "U" and all(sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" for sign in text)
