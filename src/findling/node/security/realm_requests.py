"""Bodies of requests about certificates and about the index of security."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError
from findling.base.json_values import json_token, scalar_text
from findling.base.lazy import lazy_module
from findling.base.object_parser import OBJECT, STRINGS, Member, parse_object, require, texts, whole_object

x509 = lazy_module("cryptography.x509", optional=True)

_CHAIN: Final = "x509_certificate_chain"
_PREFIX: Final = "index."
_SETTINGS: Final = (
    "index.auto_expand_replicas",
    "index.number_of_replicas",
    "index.routing.allocation.include._tier_preference",
)
_INDICES: Final = ("security", "security-tokens", "security-profile")


def parse_chain(body: object) -> str:
    """Returns the name in the first certificate of a chain. Raises XContentParseError."""
    name = "delegate_pki_request"
    members = parse_object(name, whole_object(name, body), {_CHAIN: Member(STRINGS, _certificates)})
    require(members, _CHAIN)
    if not members[_CHAIN]:
        raise ActionRequestValidationError.of("certificates chain must not be empty")
    return str(members[_CHAIN][0])


def _certificates(value: object) -> list[str]:
    return [_subject(text) for text in texts(value)]


def _subject(text: str) -> str:
    try:
        certificate = x509.load_der_x509_certificate(b64decode(text, validate=True))
        return str(certificate.subject.rfc4514_string())
    except (binascii.Error, ValueError):
        raise IllegalArgumentError("Could not parse certificate") from None


def parse_settings(body: object) -> Mapping[str, Any]:
    """Returns what is to be changed of the settings of `security`, without `index.`; None takes one back.

    Raises XContentParseError, ActionRequestValidationError, IllegalArgumentError.
    """
    name = "update_security_settings_request"
    members = parse_object(name, whole_object(name, body), {index: Member(OBJECT) for index in _INDICES})
    faults = [
        f"illegal setting for index [{index}]: [{setting}], this setting may not be configured. Only the following "
        f"settings may be configured for that index: [{', '.join(_SETTINGS)}]"
        for index, settings in members.items()
        for setting in settings
        if setting not in _SETTINGS
    ]
    if not any(members.values()):
        faults.append("No settings given to update")
    if faults:
        raise ActionRequestValidationError.of(*faults)
    for index in _INDICES[1:]:
        if members.get(index):
            raise IllegalArgumentError(f"the [.{index}] index is not in use on this system yet")
    return {name.removeprefix(_PREFIX): _value(name, value) for name, value in members["security"].items()}


def _value(name: str, value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, (dict, list)):
        raise IllegalArgumentError(f"setting [{name}] must be a text, but was [{json_token(value)}]")
    text = scalar_text(value)
    if name == _SETTINGS[0] and text != "false" and "-" not in text:
        raise IllegalArgumentError(f"failed to parse [{name}] from value: [{text}] at index -1")
    return text
