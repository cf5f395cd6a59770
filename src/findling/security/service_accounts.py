"""Service accounts: programs that are known by name, with roles of their own. Source: Elasticsearch 9.1's answers."""

import binascii
import re
from base64 import b64decode, b64encode
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import orjson

from findling.base.errors import (
    ActionRequestValidationError,
    AuthenticationError,
    IllegalArgumentError,
    VersionConflictError,
)
from findling.base.ids import auto_id
from findling.security.authc.authentication import SERVICE, Authentication, User
from findling.security.authc.secrets import is_secret, new_secret, secret_hash
from findling.security.records import Records
from findling.security.roles.descriptor import RoleDescriptor
from findling.security.roles.parse import parse_role

_KIND: Final = "service-token"
_PREFIX: Final = b"\x00\x01\x00\x01"
_TOKEN_NAME: Final = re.compile(r"[A-Za-z0-9-][A-Za-z0-9_-]{0,255}")


@lru_cache(maxsize=1)
def service_accounts() -> dict[str, RoleDescriptor]:
    """Returns the role of each account by its principal, "namespace/service"."""
    text = files("findling.security").joinpath("data/service_accounts.json").read_bytes()
    return {name: parse_role(name, body) for name, body in orjson.loads(text).items()}


def check_token_name(name: str) -> None:
    """Raises ActionRequestValidationError for a name that no token can have."""
    if not _TOKEN_NAME.fullmatch(name):
        raise ActionRequestValidationError.of(
            f"invalid service token name [{name}]. service account token name must have at least 1 character and at "
            "most 256 characters that are alphanumeric (A-Z, a-z, 0-9) or hyphen (-) or underscore (_). It must not "
            "begin with an underscore (_)."
        )


class ServiceTokens:
    """The tokens of service accounts."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def create(self, principal: str, name: str | None) -> dict[str, str]:
        """Creates a token and returns its name and value. Raises VersionConflictError if there is one of that name."""
        if principal not in service_accounts():
            raise IllegalArgumentError(f"service account [{principal}] does not exist")
        name = f"token_{auto_id()}" if name is None else name
        secret = new_secret()
        record = {"principal": principal, "token": name, "hash": secret_hash(secret)}
        if not self._records.put(_KIND, f"{principal}/{name}", record, create=True):
            raise VersionConflictError(
                f"[service_account_token-{principal}/{name}]: version conflict, document already exists (current "
                "version [1])",
                shard="0",
                index=".security-7",
            )
        value = b64encode(_PREFIX + f"{principal}/{name}:{secret}".encode()).decode().rstrip("=")
        return {"name": name, "value": value}

    def names_of(self, principal: str) -> list[str]:
        """Returns the names of the tokens of an account."""
        return sorted(
            record["token"] for record in self._records.all(_KIND).values() if record["principal"] == principal
        )

    def delete(self, principal: str, name: str) -> bool:
        return self._records.delete(_KIND, f"{principal}/{name}")

    def authenticate(self, token: str) -> Authentication | None:
        """Returns who asks with a token, None if it is none of a service account. Raises AuthenticationError."""
        read = _read(token)
        if read is None:
            return None
        principal, name, secret = read
        record = self._records.get(_KIND, f"{principal}/{name}")
        if principal not in service_accounts() or record is None or not is_secret(secret, record["hash"]):
            raise AuthenticationError(f"failed to authenticate service account [{principal}] with token name [{name}]")
        metadata: dict[str, Any] = {"_elastic_service_account": True}
        user = User(principal, (), f"Service account - {principal}", None, metadata)
        return Authentication(user, SERVICE, "token", token={"name": name, "type": "_service_account_index"})


def _read(token: str) -> tuple[str, str, str] | None:
    """Returns principal, name and secret of a token; None for one of another kind."""
    try:
        raw = b64decode(token + "=" * (-len(token) % 4), validate=True)
        text = raw.removeprefix(_PREFIX).decode()
    except (binascii.Error, ValueError):  # no base 64, or no text
        return None
    path, colon, secret = text.partition(":")
    principal, _, name = path.rpartition("/")
    if not raw.startswith(_PREFIX) or not colon or principal.count("/") != 1:
        return None
    return principal, name, secret
