"""set_security_user: who writes is written."""

from __future__ import annotations

from typing import Final

from findling.base.errors import IllegalArgumentError, IllegalStateError
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Making, Processor, register
from findling.ingest.services import IngestServices

PROPERTIES: Final = ("USERNAME", "ROLES", "EMAIL", "FULL_NAME", "METADATA", "API_KEY", "REALM", "AUTHENTICATION_TYPE")


class SetSecurityUserProcessor(Processor):
    """Writes what is known of who makes the request."""

    kind = "set_security_user"

    def __init__(self, field: FieldPath, properties: list[str], services: IngestServices) -> None:
        self._field = field
        self._properties = properties
        self._services = services

    def process(self, document: IngestDocument) -> None:
        known = self._services.user()
        if known is None:
            raise IllegalStateError("No user authenticated, only use this processor via authenticated user")
        before = self._field.get(document, True)
        user = dict(before) if isinstance(before, dict) else {}
        for name in self._properties:
            value = known.get(name.lower())
            if value not in (None, "", {}, []):
                user[name.lower()] = value
        self._field.set(document, user)


@register("set_security_user")
def make_set_security_user(making: Making) -> SetSecurityUserProcessor:
    """Reads {"set_security_user": {"field": "user"}}."""
    given = making.configuration
    field, listed = given.required_text("field"), given.listed("properties")
    properties = list(PROPERTIES) if listed is None else [str(name).upper() for name in listed]
    for name in properties:
        if name not in PROPERTIES:
            valid = ", ".join(PROPERTIES)
            fault = IllegalArgumentError(f"Property value [{name.lower()}] is in valid. valid values are [{valid}]")
            raise given.fault("properties", fault.reason)
    return SetSecurityUserProcessor(field_path(field), properties, making.services)
