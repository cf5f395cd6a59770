"""A `findling serve` of its own process."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

URL = re.compile(r"http://127\.0\.0\.1:\d+")
READY_S = 30.0
FINDLING = (sys.executable, "-m", "findling.cli")


class ServerProcess:
    """Starts the command, waits for its first line, and ends it by signal. Output goes to a file beside the data."""

    def __init__(
        self,
        data: Path,
        *flags: str,
        command: Sequence[str] = FINDLING,
        verb: Sequence[str] = ("serve",),
        ready_s: float = READY_S,
    ) -> None:
        self.output = data.with_name(data.name + ".log")
        self.output.write_text("")
        self.ready_s = ready_s
        whole = [*command, *verb, "--data", str(data), "--port", "0", *flags]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        with self.output.open("ab") as file:
            # of a session of its own: what the command starts ends with it
            self.process = subprocess.Popen(
                whole, stdout=file, stderr=subprocess.STDOUT, env=environment, start_new_session=True
            )
        self.url = self._wait_for_url()

    def _wait_for_url(self) -> str:
        deadline = time.monotonic() + self.ready_s
        while time.monotonic() < deadline:
            found = URL.search(self.output.read_text())
            if found:
                return found.group()
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        raise AssertionError(f"the server did not start:\n{self.output.read_text()}")

    def wait_for(self, text: str, seconds: float = 60.0) -> str:
        """Returns all output once it contains a text."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            output = self.output.read_text()
            if text in output:
                return output
            time.sleep(0.02)
        raise AssertionError(self.output.read_text())

    def kill(self) -> None:
        """The power goes out."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def interrupt(self) -> int:
        """Ctrl-C. Returns the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.kill()
