"""API keys: secrets that stand for what their owners may do, or for less."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.base.clock import Clock
from findling.base.errors import AuthenticationError, IllegalArgumentError, ResourceNotFoundError
from findling.base.ids import auto_id
from findling.security.authc.authentication import API_KEY, ApiKeyUse, Authentication, User
from findling.security.authc.credentials import ApiKeyCredentials
from findling.security.authc.secrets import is_secret, new_secret, secret_hash
from findling.security.records import Document, Records
from findling.security.roles.descriptor import ENABLED, RoleDescriptor
from findling.security.roles.parse import stored_role

KIND: Final = "api-key"
_OF_OWNER: Final = ("username", "realm")


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """What a key is to be. descriptors: None or empty, as of its owner; expires_ms: None is never"""

    name: str
    descriptors: Mapping[str, RoleDescriptor] | None = None
    expires_ms: int | None = None
    metadata: Mapping[str, Any] | None = None


class ApiKeys:
    """The keys that were created."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def create(self, key: NewApiKey, owner: Authentication, limits: Sequence[RoleDescriptor]) -> dict[str, Any]:
        """Creates a key and returns it with its secret, which is told once. limits: what its owner may do now"""
        id_, secret = auto_id(), new_secret()
        record = {
            "name": key.name,
            "type": "rest",
            "creation": self._clock.now_ms(),
            "expiration": key.expires_ms,
            "invalidated": False,
            "username": owner.user.username,
            "full_name": owner.user.full_name,
            "email": owner.user.email,
            "user_metadata": dict(owner.user.metadata),
            "realm": owner.user_realm.name,
            "realm_type": owner.user_realm.type,
            "metadata": dict(key.metadata or {}),
            "role_descriptors": _stored(key.descriptors),
            "limited_by": {role.name: role.to_json() for role in limits},
            "hash": secret_hash(secret),
        }
        self._records.put(KIND, id_, record)
        expiration = {} if key.expires_ms is None else {"expiration": key.expires_ms}
        encoded = b64encode(f"{id_}:{secret}".encode()).decode()
        return {"id": id_, "name": key.name, **expiration, "api_key": secret, "encoded": encoded}

    def check_derived(self, owner: Authentication, key: NewApiKey) -> None:
        """Raises IllegalArgumentError if a key makes another that may do anything."""
        roles = list((key.descriptors or {}).values())
        if owner.api_key is not None and (len(roles) != 1 or not roles[0].is_empty):
            raise IllegalArgumentError(
                "creating derived api keys requires an explicit role descriptor that is empty (has no privileges)"
            )

    def check_changer(self, authentication: Authentication) -> None:
        """Raises IllegalArgumentError for one who came with a key: it could give itself all that its owner may do."""
        if authentication.api_key is not None and authentication.acting is None:
            raise IllegalArgumentError(
                "authentication via API key not supported: only the owner user can update an API key"
            )

    def authenticate(self, credentials: ApiKeyCredentials) -> Authentication:
        """Returns who asks with a key. Raises AuthenticationError."""
        record = self._records.get(KIND, credentials.id)
        if record is None:
            raise AuthenticationError.unsuccessful(f"API key: unable to find apikey with id {credentials.id}")
        if record["invalidated"]:
            raise AuthenticationError.unsuccessful(f"API key: api key [{credentials.id}] has been invalidated")
        if not is_secret(credentials.secret, record["hash"]):
            raise AuthenticationError.unsuccessful(f"API key: invalid credentials for API key [{credentials.id}]")
        if self._is_expired(record):
            raise AuthenticationError.unsuccessful("API key: api key is expired")
        user = User(
            record["username"], (), record.get("full_name"), record.get("email"), record.get("user_metadata") or {}
        )
        own = record["role_descriptors"]
        use = ApiKeyUse(
            credentials.id,
            record["name"],
            None if not own else tuple(stored_role(name, body) for name, body in own.items()),
            tuple(stored_role(name, body) for name, body in record["limited_by"].items()),
        )
        return Authentication(user, API_KEY, "api_key", api_key=use)

    def _is_expired(self, record: Mapping[str, Any]) -> bool:
        return record["expiration"] is not None and record["expiration"] <= self._clock.now_ms()

    def record(self, id_: str) -> dict[str, Any] | None:
        """Returns a key as it is stored, None if there is none."""
        return self._records.get(KIND, id_)

    def of_document(self, document: Document) -> tuple[str, dict[str, Any]]:
        """Returns id and record of a document that was found."""
        return document.id.removeprefix(f"{KIND}-"), document.source

    def find(self, query: Mapping[str, Any], sort: Sequence[Any] = ("_doc",)) -> list[tuple[str, dict[str, Any]]]:
        """Returns ids and records of the keys that a query finds."""
        found = self._records.find(KIND, query, sort)
        return [self.of_document(document) for document in found]

    def update(
        self, id_: str, changes: Mapping[str, Any], owner: Authentication, limits: Sequence[RoleDescriptor]
    ) -> bool:
        """Changes a key of one's own and returns whether that changed anything.

        changes: `descriptors`, `metadata` and `expires_ms`, as many as are to be changed
        Raises ResourceNotFoundError, IllegalArgumentError for a key that is of no use any more.
        """
        record = self._records.get(KIND, id_)
        if record is None or not is_owner(record, owner):
            raise ResourceNotFoundError(f"no API key owned by requesting user found for ID [{id_}]")
        if record["invalidated"]:
            raise IllegalArgumentError(f"cannot update invalidated API key [{id_}]")
        if self._is_expired(record):
            raise IllegalArgumentError(f"cannot update expired API key [{id_}]")
        changed = {**record, "limited_by": {role.name: role.to_json() for role in limits}}
        if "descriptors" in changes:
            changed["role_descriptors"] = _stored(changes["descriptors"])
        if "metadata" in changes:
            changed["metadata"] = dict(changes["metadata"])
        if "expires_ms" in changes:
            changed["expiration"] = changes["expires_ms"]
        if changed == record:
            return False
        self._records.put(KIND, id_, changed)
        return True

    def invalidate(self, found: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
        """Invalidates keys and returns which were valid until now; no others are looked at."""
        ended = []
        for id_, record in found:
            if not record["invalidated"]:
                self._records.put(KIND, id_, {**record, "invalidated": True, "invalidation": self._clock.now_ms()})
                ended.append(id_)
        return {"invalidated_api_keys": ended, "previously_invalidated_api_keys": [], "error_count": 0}


def is_owner(record: Mapping[str, Any], authentication: Authentication) -> bool:
    """Whether a key is of the user on whose behalf it is asked."""
    user = authentication.user.username
    if authentication.api_key is not None:
        return bool(record["username"] == user)
    return bool(record["username"] == user and record["realm"] == authentication.user_realm.name)


def owned(authentication: Authentication) -> dict[str, Any]:
    """Returns the query for the keys of the user on whose behalf it is asked."""
    clauses: list[dict[str, Any]] = [{"term": {"username": authentication.user.username}}]
    if authentication.api_key is None:
        clauses.append({"term": {"realm": authentication.user_realm.name}})
    return {"bool": {"filter": clauses}}


def _stored(descriptors: Mapping[str, RoleDescriptor] | None) -> dict[str, Any]:
    return {name: role.to_json() for name, role in (descriptors or {}).items()}


def shown_key(id_: str, record: Mapping[str, Any], with_limits: bool = False) -> dict[str, Any]:
    """Returns a key as it is shown. with_limits: with what limits it"""
    shown: dict[str, Any] = {"id": id_, "name": record["name"], "type": record["type"], "creation": record["creation"]}
    if record["expiration"] is not None:
        shown["expiration"] = record["expiration"]
    shown["invalidated"] = record["invalidated"]
    if record["invalidated"]:
        shown["invalidation"] = record["invalidation"]
    names = ("username", "realm", "realm_type", "metadata", "role_descriptors")
    shown.update({name: record[name] for name in names})
    if with_limits:
        shown["limited_by"] = [{name: _enabled(role) for name, role in record["limited_by"].items()}]
    return shown


def _enabled(role: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a role of the server's own, which does not say that it is enabled, as one that was read."""
    return {**role, "transient_metadata": role["transient_metadata"] or dict(ENABLED)}
