"""Finds the engine of Rego that this installation has."""

from typing import Final

from findling.policy.engine.errors import EngineMissingError
from findling.policy.engine.opa import OpaKind
from findling.policy.engine.protocol import EngineKind
from findling.policy.engine.regorus import RegorusKind

_KINDS: Final = (OpaKind, RegorusKind)  # the best first
HOW_TO_INSTALL: Final = "pip install 'findling[policy]'"


def engine_kind() -> EngineKind | None:
    """Returns the best engine that is installed, None if there is none. It is not loaded yet."""
    return next((kind() for kind in _KINDS if kind.is_installed()), None)


def find_engine_kind() -> EngineKind:
    """Returns the best engine that is installed. Raises EngineMissingError."""
    kind = engine_kind()
    if kind is None:
        raise EngineMissingError(f"there is no engine of Rego: {HOW_TO_INSTALL}; docs/policy.md tells of OPA's own")
    return kind
