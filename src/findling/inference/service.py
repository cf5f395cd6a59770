"""Service: what makes endpoints of settings, and the registry of services."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from findling.base.errors import ValidationError
from findling.inference.errors import InferenceError
from findling.inference.provider import Provider

RATE_LIMIT: Final = "rate_limit"
# kept with the settings of a model of vectors, not shown: whether somebody chose their length
GIVEN_DIMENSIONS: Final = "dimensions_set_by_user"


@dataclass(frozen=True, slots=True)
class Setting:
    """A service setting. kind: str or int, as in its answer; is_secret: whether it is never shown"""

    name: str
    kind: type = str
    is_required: bool = False
    is_secret: bool = False
    description: str = ""


class Service(ABC):
    """A kind of model. name: in requests; tasks: what it can do; settings: what it is told"""

    name: ClassVar[str]
    title: ClassVar[str]
    tasks: ClassVar[tuple[str, ...]]
    settings: ClassVar[tuple[Setting, ...]]

    @abstractmethod
    def provider(self, task_type: str, settings: Mapping[str, Any], task_settings: Mapping[str, Any]) -> Provider:
        """Returns the model of checked settings. Raises InferenceError, IllegalArgumentError."""

    def check(self, task_type: str, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the settings of an endpoint. Raises InferenceError and ValidationError."""
        if task_type not in self.tasks:
            raise InferenceError(f"The [{self.name}] service does not support task type [{task_type}]")
        known = {setting.name: setting for setting in self.settings}
        unknown = {name: value for name, value in settings.items() if name not in known and name != RATE_LIMIT}
        if unknown:
            shown = ", ".join(f"{name}={value}" for name, value in unknown.items())
            raise InferenceError(
                f"Configuration contains unknown settings [{{{shown}}}] while parsing settings for service "
                f"[{self.name}]"
            )
        faults = [fault for setting in self.settings if (fault := self._fault(setting, settings))]
        if faults:
            raise ValidationError.of(*faults)
        return dict(settings)

    def _fault(self, setting: Setting, given: Mapping[str, Any]) -> str:
        value = given.get(setting.name)
        if value is None:
            return (
                f"[service_settings] does not contain the required setting [{setting.name}]"
                if setting.is_required
                else ""
            )
        if type(value) is not setting.kind:
            wanted = {str: "String", int: "Integer"}[setting.kind]
            return (
                f"field [{setting.name}] is not of the expected type. The value [{value}] cannot be converted to a "
                f"[{wanted}]"
            )
        if value == "":
            return f"[service_settings] Invalid value empty string. [{setting.name}] must be a non-empty string"
        return ""

    def shown(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Returns settings without secrets."""
        secret = {GIVEN_DIMENSIONS, *(setting.name for setting in self.settings if setting.is_secret)}
        return {name: value for name, value in settings.items() if name not in secret}

    def to_json(self) -> dict[str, Any]:
        """Returns what `_inference/_services` shows."""
        return {
            "service": self.name,
            "name": self.title,
            "task_types": list(self.tasks),
            "configurations": {
                setting.name: {
                    "description": setting.description,
                    "label": setting.name,
                    "required": setting.is_required,
                    "sensitive": setting.is_secret,
                    "updatable": setting.is_secret,
                    "type": {str: "str", int: "int"}[setting.kind],
                    "supported_task_types": list(self.tasks),
                }
                for setting in self.settings
            },
        }


_SERVICES: Final[dict[str, Service]] = {}


def register(service: type[Service]) -> type[Service]:
    """Registers a service under its name."""
    _SERVICES[service.name] = service()
    return service


def find_service(name: str) -> Service:
    """Returns a service. Raises InferenceError."""
    if name not in _SERVICES:
        raise InferenceError(f"Unknown service [{name}]")
    return _SERVICES[name]


def services_for(task_type: str | None) -> list[Service]:
    """Returns the services that can do a task, all for None; by name."""
    found = sorted(_SERVICES.values(), key=lambda service: service.name)
    return [service for service in found if task_type is None or task_type in service.tasks]
