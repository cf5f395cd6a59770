"""Archives of bundles, fetched piece by piece; one that broke off goes on where it was, also after a kill."""

from pathlib import Path

from findling.edge.agent.hub import Hub
from findling.edge.pieces import bring


class Fetched:
    """home: a folder for what is not whole yet, of one version of each bundle"""

    def __init__(self, home: Path) -> None:
        self._home = home
        home.mkdir(parents=True, exist_ok=True)

    def archive(self, hub: Hub, name: str, version: str) -> bytes:
        """Returns an archive, whose signature is still to be checked. Raises HubAwayError, HubRefusedError."""
        part = self._home / f"{name}:{version}.part"
        for old in self._home.glob(f"{name}:*.part"):
            if old != part:
                old.unlink()
        bring(part, lambda offset: hub.ask("bundle", {"name": name, "version": version, "offset": offset}))
        archive = part.read_bytes()
        part.unlink()
        return archive
