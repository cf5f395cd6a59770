"""A link between two network namespaces that can be cut: a hub's side here, an edge's in a namespace of its own."""

import os
import signal
import subprocess
from contextlib import suppress
from typing import Final

HUB: Final = "10.77.91.1"
EDGE: Final = "10.77.91.2"
_NAME: Final = "findling-edge"
_HERE: Final = "fe-hub"
_THERE: Final = "fe-edge"


class Wire:
    """Needs the rights of root. `close` takes it away."""

    def __init__(self) -> None:
        self.close()
        _ip("netns", "add", _NAME)
        _ip("link", "add", _HERE, "type", "veth", "peer", "name", _THERE, "netns", _NAME)
        _ip("addr", "add", f"{HUB}/30", "dev", _HERE)
        _ip("link", "set", _HERE, "up")
        for words in (
            ("addr", "add", f"{EDGE}/30", "dev", _THERE),
            ("link", "set", _THERE, "up"),
            ("link", "set", "lo", "up"),
        ):
            _ip("-n", _NAME, *words)

    @property
    def inside(self) -> list[str]:
        """The beginning of a command that runs at the edge's side."""
        return ["ip", "netns", "exec", _NAME]

    def cut(self) -> None:
        _ip("link", "set", _HERE, "down")

    def join(self) -> None:
        _ip("link", "set", _HERE, "up")

    def close(self) -> None:
        """Takes it away, with what runs at the edge's side: of a campaign that was killed, too."""
        inside = subprocess.run(["ip", "netns", "pids", _NAME], capture_output=True, text=True, check=False)
        for pid in inside.stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        subprocess.run(["ip", "netns", "delete", _NAME], capture_output=True, check=False)
        subprocess.run(["ip", "link", "delete", _HERE], capture_output=True, check=False)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)
