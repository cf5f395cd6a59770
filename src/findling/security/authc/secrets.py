"""Random secrets of API keys and tokens: so long that a fast hash keeps them safe."""

import hashlib
import hmac
import os
from base64 import b64encode, urlsafe_b64encode
from typing import Final

_BYTES: Final = 16
_TOKEN_BYTES: Final = 32


def new_secret() -> str:
    """Returns a secret of 128 random bits, as the keys of Elasticsearch."""
    return urlsafe_b64encode(os.urandom(_BYTES)).decode().rstrip("=")


def new_token() -> str:
    """Returns a token of 256 random bits."""
    return b64encode(os.urandom(_TOKEN_BYTES)).decode()


def following_token(token: str, salt: str, use: str) -> str:
    """Returns a token that who has another, and what is stored with it, makes again; one of the two tells nothing."""
    return b64encode(hmac.digest(token.encode(), f"{salt}:{use}".encode(), "sha256")).decode()


def secret_hash(secret: str) -> str:
    """Returns what is stored of a secret: from it the secret cannot be had."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret(secret: str, hashed: str) -> bool:
    """Whether a secret is that of a hash; how long it takes says nothing of where they differ."""
    return hmac.compare_digest(secret_hash(secret), hashed)
