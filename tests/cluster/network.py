"""Network namespaces on one bridge, between which traffic can be cut. Needs root, iproute2 and iptables."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterable
from itertools import product


def run(*command: str, fails: bool = False) -> str:
    """Returns what a command prints. fails: whether it may"""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert fails or done.returncode == 0, (command, done.stderr)
    return done.stdout


class Network:
    """A bridge, on which this process is number 254. `make` before use, `remove` at the end.

    net: the first three numbers of all addresses; prefix: of the names of the bridge and the namespaces
    """

    def __init__(self, net: str, prefix: str) -> None:
        self._net = net
        self._prefix = prefix
        self._bridge = f"{prefix}-bridge"
        self.addresses: dict[str, str] = {}

    def make(self) -> None:
        """Makes the bridge."""
        run("ip", "link", "add", self._bridge, "type", "bridge")
        run("ip", "addr", "add", f"{self._net}.254/24", "dev", self._bridge)
        run("ip", "link", "set", self._bridge, "up")

    def add(self, name: str, number: int) -> str:
        """Makes a namespace and returns its address."""
        space, address = self._space(name), f"{self._net}.{number}"
        run("ip", "netns", "add", space)
        run("ip", "link", "add", f"v-{space}", "type", "veth", "peer", "name", "eth0", "netns", space)
        run("ip", "link", "set", f"v-{space}", "master", self._bridge, "up")
        run("ip", "-n", space, "addr", "add", f"{address}/24", "dev", "eth0")
        for device in ("eth0", "lo"):
            run("ip", "-n", space, "link", "set", device, "up")
        self.addresses[name] = address
        return address

    def _space(self, name: str) -> str:
        return f"{self._prefix}-{name}"

    def inside(self, name: str, command: Iterable[str]) -> list[str]:
        """Returns a command as it is run in a namespace."""
        return ["ip", "netns", "exec", self._space(name), *command]

    def within(self, name: str, *command: str) -> str:
        """Returns what ip says of a namespace, nothing if that is gone."""
        return run("ip", "-n", self._space(name), *command, fails=True)

    def cut(self, senders: Iterable[str], receivers: Iterable[str]) -> None:
        """Lets nothing through that goes from the ones to the others; what goes back is let through."""
        for sender, receiver in product(senders, receivers):
            if sender != receiver:
                rule = ("iptables", "-w", "-A", "INPUT", "-s", self.addresses[sender], "-j", "DROP")
                run(*self.inside(receiver, rule))

    def split(self, some: Iterable[str], others: Iterable[str]) -> None:
        """Lets nothing through between the ones and the others."""
        some, others = list(some), list(others)
        self.cut(some, others)
        self.cut(others, some)

    def heal(self) -> None:
        """Lets everything through."""
        for name in self.addresses:
            run(*self.inside(name, ("iptables", "-w", "-F", "INPUT")))

    def kill(self, name: str) -> None:
        """Kills all that runs in a namespace."""
        for pid in run("ip", "netns", "pids", self._space(name), fails=True).split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)

    def remove(self) -> None:
        """Kills all that runs, and removes bridge and namespaces."""
        for name in self.addresses:
            self.kill(name)
            run("ip", "netns", "del", self._space(name), fails=True)
        run("ip", "link", "del", self._bridge, fails=True)
