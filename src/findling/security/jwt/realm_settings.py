"""Realms read from settings with Elasticsearch's names."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.settings import FlatSettings, Parser, duration, integer, one_of, parse_bool, parse_list
from findling.base.spelling import close_names
from findling.security.jwt.settings import ASYMMETRIC, SYMMETRIC, ClaimSource, JwtRealmSettings, check_url

PREFIX: Final = "xpack.security.authc.realms.jwt."
SECRETS: Final = ("client_authentication.shared_secret", "hmac_key", "hmac_jwkset")
"""These stand in the keystore, by their whole names."""
_CLAIMS: Final = ("principal", "groups", "name", "mail", "dn")
_REQUIRED: Final = "required_claims."


def _texts(key: str, value: object) -> tuple[str, ...]:
    return tuple(parse_list(key, value))


def _algorithms(key: str, value: object) -> tuple[str, ...]:
    found = _texts(key, value)
    odd = [name for name in found if name not in (*ASYMMETRIC, *SYMMETRIC)]
    if odd or not found:
        raise IllegalArgumentError(f"Invalid value [{','.join(odd)}] for [{key}]. Allowed values are "
                                   f"[{', '.join((*SYMMETRIC, *ASYMMETRIC))}].")  # fmt: skip
    return found


def _location(key: str, value: object) -> str:
    text = str(value)
    if "://" in text:
        check_url(text, key)
    return text


def _text(key: str, value: object) -> str:
    if value in (None, ""):
        raise IllegalArgumentError(f"Invalid null or empty value for [{key}].")
    return str(value)


_WORD: Final = "Invalid value [{value}] for [{key}], allowed values are [%s]"
_KINDS: Final = ("id_token", "access_token")
_CLIENTS: Final = ("none", "shared_secret")
PARSERS: Final[dict[str, Parser]] = {
    "order": integer(),
    "enabled": parse_bool,
    "token_type": one_of(*_KINDS, error=_WORD % ",".join(_KINDS)),
    "allowed_issuer": _text,
    "allowed_audiences": _texts,
    "allowed_subjects": _texts,
    "allowed_subject_patterns": _texts,
    "allowed_signature_algorithms": _algorithms,
    "allowed_clock_skew": duration(0),
    "pkc_jwkset_path": _location,
    "fallback_claims.sub": _text,
    "fallback_claims.aud": _text,
    "populate_user_metadata": parse_bool,
    "client_authentication.type": one_of(*_CLIENTS, error=_WORD % ",".join(_CLIENTS)),
    "jwt.cache.ttl": duration(0),
    "jwt.cache.size": integer(0),
    "http.connect_timeout": duration(0),
    "http.connection_read_timeout": duration(0),
    "http.socket_timeout": duration(0),
    "pkc_jwkset_reload.url_interval_min": duration(0),
    "ssl.certificate_authorities": _texts,
    "roles_by_policy": parse_bool,
    **{f"claims.{name}": _text for name in _CLAIMS},
    **{f"claim_patterns.{name}": _text for name in _CLAIMS},
}
# by their names here: where they go
_FIELDS: Final = {
    "order": "order",
    "enabled": "enabled",
    "allowed_subjects": "subjects",
    "allowed_subject_patterns": "subject_patterns",
    "allowed_clock_skew": "skew_ms",
    "pkc_jwkset_path": "jwks",
    "populate_user_metadata": "populate_user_metadata",
    "jwt.cache.ttl": "cache_ttl_ms",
    "jwt.cache.size": "cache_size",
    "pkc_jwkset_reload.url_interval_min": "reload_ms",
    "ssl.certificate_authorities": "authorities",
    "roles_by_policy": "roles_by_policy",
}


def parse_realms(flat: FlatSettings, secret: Callable[[str], str | None]) -> tuple[JwtRealmSettings, ...]:
    """Returns the realms of settings with Elasticsearch's names, in their order.

    flat: by whole names; secret: gives secrets of the keystore by whole names
    Raises IllegalArgumentError, which names the setting.
    """
    named: dict[str, dict[str, Any]] = {}
    for key, value in flat.items():
        name, dot, setting = key.removeprefix(PREFIX).partition(".")
        if not key.startswith(PREFIX) or not dot or not name:
            raise IllegalArgumentError(f"unknown setting [{key}]")
        named.setdefault(name, {})[setting] = value
    realms = [_Realm(name, given, secret).read() for name, given in named.items()]
    return tuple(sorted((realm for realm in realms if realm.enabled), key=lambda realm: realm.order))


class _Realm:
    """The settings of one realm, while they are read."""

    def __init__(self, name: str, given: Mapping[str, Any], secret: Callable[[str], str | None]) -> None:
        self._name = name
        self._secret = secret
        self._required = {
            setting.removeprefix(_REQUIRED): _texts(self._key(setting), value)
            for setting, value in given.items()
            if setting.startswith(_REQUIRED)
        }
        self._given = {
            setting: self._parsed(setting, value)
            for setting, value in given.items()
            if not setting.startswith(_REQUIRED)
        }

    def _key(self, setting: str) -> str:
        return f"{PREFIX}{self._name}.{setting}"

    def _parsed(self, setting: str, value: object) -> Any:
        parser = PARSERS.get(setting)
        if setting in SECRETS:
            raise IllegalArgumentError(
                f"Setting [{self._key(setting)}] is a secure setting and must be stored inside the Elasticsearch "
                "keystore, but was found inside the configuration file"
            )
        if parser is None:
            near = close_names(setting, list(PARSERS), 0.6)
            hint = f" did you mean [{self._key(near[0])}]?" if near else ""
            raise IllegalArgumentError(f"unknown setting [{self._key(setting)}]{hint}")
        return parser(self._key(setting), value)

    def read(self) -> JwtRealmSettings:
        made: dict[str, Any] = {_FIELDS[name]: value for name, value in self._given.items() if name in _FIELDS}
        made["is_access_token"] = self._given.get("token_type", "id_token") == "access_token"
        made["issuer"] = self._needed("allowed_issuer")
        made["audiences"] = self._needed("allowed_audiences")
        if "jwks" not in made:
            check_url(made["issuer"], self._key("allowed_issuer"))
        made["required"] = self._required
        made["claims"] = self._claims()
        made["fallback_claims"] = self._fallbacks(made["is_access_token"])
        timeouts = [value for name, value in self._given.items() if name.startswith("http.")]
        if timeouts:
            made["http_timeout_ms"] = max(timeouts)
        realm = JwtRealmSettings(self._name, **made, **self._keys(), secret=self._client_secret())
        if realm.is_access_token and not realm.subjects and not realm.subject_patterns:
            raise IllegalArgumentError(
                f"One of either [{self._key('allowed_subjects')}] or [{self._key('allowed_subject_patterns')}] must be "
                "specified and not be empty."
            )
        return realm

    def _needed(self, setting: str) -> Any:
        value = self._given.get(setting)
        if not value:
            raise IllegalArgumentError(f"Invalid null or empty value for [{self._key(setting)}].")
        return value

    def _claims(self) -> dict[str, ClaimSource]:
        self._needed("claims.principal")
        found = {}
        for name in _CLAIMS:
            claim, pattern = self._given.get(f"claims.{name}"), self._given.get(f"claim_patterns.{name}")
            if claim is None and pattern is not None:
                raise IllegalArgumentError(
                    f"Setting [{self._key(f'claim_patterns.{name}')}] cannot be set unless "
                    f"[{self._key(f'claims.{name}')}] is also set"
                )
            if claim is not None:
                found[name] = ClaimSource(claim, None if pattern is None else self._pattern(name, pattern))
        return found

    def _pattern(self, name: str, text: str) -> re.Pattern[str]:
        key = self._key(f"claim_patterns.{name}")
        try:
            pattern = re.compile(text)
        except re.error as error:
            raise IllegalArgumentError(f"Invalid claim value regex pattern for [{key}]: {error}") from error
        if pattern.groups != 1:
            raise IllegalArgumentError(f"the pattern [{key}] must have one group")
        return pattern

    def _fallbacks(self, is_access_token: bool) -> dict[str, str]:
        found = {
            name: self._given[f"fallback_claims.{name}"]
            for name in ("sub", "aud")
            if f"fallback_claims.{name}" in self._given
        }
        if found and not is_access_token:
            raise IllegalArgumentError(
                f"fallback claim setting [{self._key('fallback_claims.' + next(iter(found)))}] is not allowed when "
                f"JWT realm [{self._name}] is [id_token] type"
            )
        return found

    def _keys(self) -> dict[str, Any]:
        algorithms = self._given.get("allowed_signature_algorithms", ("RS256",))
        hmac, jwkset = self._secret(self._key("hmac_key")), self._secret(self._key("hmac_jwkset"))
        if hmac is not None and jwkset is not None:
            raise IllegalArgumentError(
                f"Settings [{self._key('hmac_jwkset')}] and [{self._key('hmac_key')}] are not allowed at the same time."
            )
        if hmac is None and jwkset is None and any(name in SYMMETRIC for name in algorithms):
            raise IllegalArgumentError(
                f"[{self._key('allowed_signature_algorithms')}] has symmetric algorithms, but there is no "
                f"[{self._key('hmac_key')}] in the keystore"
            )
        return {"algorithms": algorithms, "hmac": hmac if hmac is not None else jwkset}

    def _client_secret(self) -> str | None:
        key, kind = self._key("client_authentication.shared_secret"), self._key("client_authentication.type")
        secret = self._secret(key)
        wanted = self._given.get("client_authentication.type", "shared_secret")
        if wanted == "shared_secret" and not secret:
            raise IllegalArgumentError(
                f"Missing setting for [{key}]. It is required when setting [{kind}] is [shared_secret]"
            )
        if wanted == "none" and secret:
            raise IllegalArgumentError(f"Setting [{key}] is not supported, because setting [{kind}] is [none]")
        return secret
