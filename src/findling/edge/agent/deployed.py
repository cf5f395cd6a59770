"""What the hub has deployed: fetched, checked, put to work, and told of."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from findling.base.errors import FindlingError
from findling.edge.agent.fetched import Fetched
from findling.edge.agent.hub import Hub, HubAwayError
from findling.edge.kept_json import KeptJson

logger = logging.getLogger("findling.edge")
Json = dict[str, Any]
HEALTHY: Final = "healthy"
FAILED: Final = "failed"
_FIGURES: Final = (
    "calls", "failures", "restarts", "dropped", "doubts", "took_ms",
    "coming", "etag", "size_in_bytes", "brought_in_bytes", "confirmed_at", "expires_at",
)  # fmt: skip
COMING: Final = "coming"
"""What is not there yet in any version is neither well nor has it failed."""


class Runtime(Protocol):
    """What runs bundles of one kind: functions, models, pipelines, or copies of indices."""

    def trust(self, key: str) -> None:
        """Lets a key sign what is deployed."""

    def deploy(self, archive: bytes) -> str:
        """Runs a bundle in the place of the version before. Raises BundleRefusedError, FindlingError."""

    def remove(self, name: str) -> None:
        """Ends a bundle. Raises ResourceNotFoundError."""

    def shown(self) -> Mapping[str, Mapping[str, Any]]:
        """Returns how each bundle is: version, state, calls, failures; coming: the version on its way, if one is."""


class Deployed:
    """Brings what runs to what is wanted. A version that was refused is not tried again until another is wanted."""

    def __init__(self, home: Path, runtime: Runtime) -> None:
        self._file = KeptJson(home / "deployed.json")
        self._runtime = runtime
        self._fetched = Fetched(home / "incoming")
        kept = self._file.read()
        self._wanted: dict[str, str] = kept.get("wanted", {})
        self._key: str | None = kept.get("key")
        self._refused: dict[str, Json] = {}
        self._failures: dict[str, tuple[int, int]] = {}
        if self._key is not None:
            runtime.trust(self._key)

    def trust_first(self, key: str) -> None:
        """Trusts the first key that the hub tells, and no later one."""
        if self._key is None:
            self._key = key
            self._keep()
            self._runtime.trust(key)
        elif key != self._key:
            logger.warning("the hub signs with another key than before: what it deploys is refused")

    def bring_to(self, wanted: Mapping[str, str], hub: Hub) -> None:
        """Deploys what is wanted and not there, removes what was and is not any more. Raises HubAwayError."""
        for name in set(self._wanted) - set(wanted):
            if name in self._runtime.shown():
                self._runtime.remove(name)
            del self._wanted[name]
        for name, version in wanted.items():
            shown = self._runtime.shown().get(name, {})
            if (
                shown.get("coming", shown.get("version")) == version
                or self._refused.get(name, {}).get("version") == version
            ):
                continue
            self._deploy(name, version, hub)
            self._wanted[name] = version
        self._keep()

    def status(self) -> Json:
        """Returns version and state of each bundle that is wanted, as far as it has been tried."""
        shown = self._runtime.shown()
        return {
            name: self._refused[name] if name in self._refused else self._status_of(name, shown[name])
            for name in self._wanted
            if name in self._refused or name in shown
        }

    def _deploy(self, name: str, version: str, hub: Hub) -> None:
        try:
            self._runtime.deploy(self._fetched.archive(hub, name, version))
            self._refused.pop(name, None)
            self._failures.pop(name, None)
        except HubAwayError:
            raise
        except FindlingError as error:
            logger.warning("bundle is not deployed bundle=%s version=%s: %s", name, version, error.reason)
            self._refused[name] = {"version": version, "state": FAILED, "reason": error.reason[-2000:]}

    def _status_of(self, name: str, shown: Mapping[str, Any]) -> Json:
        """A bundle is well that runs, and of whose calls since it was last looked at less than half failed."""
        calls, failures = self._failures.get(name, (0, 0))
        self._failures[name] = (shown["calls"], shown["failures"])
        failed = shown["failures"] - failures
        is_well = shown["state"] == "running" and (failed == 0 or 2 * failed < shown["calls"] - calls)
        state = COMING if shown["state"] == COMING else HEALTHY if is_well else FAILED
        status = {"version": shown["version"], "state": state}
        figures = {key: shown[key] for key in _FIGURES if key in shown}
        reason = {} if is_well or not shown.get("last_error") else {"reason": shown["last_error"][-2000:]}
        return {**status, **figures, **reason}

    def _keep(self) -> None:
        self._file.write({"wanted": self._wanted, "key": self._key})
