"""Processes that evaluate what may take for ever, and are killed when it does."""

import contextlib
import io
import os
import select
import subprocess
import sys
import threading
import time
from typing import Any, BinaryIO, Final, cast

from findling.base.errors import FindlingError
from findling.policy.engine.errors import DeadlineError, EngineError
from findling.policy.engine.frames import read_frame, result_of, write_frame

_COMMAND: Final = ("-m", "findling.policy.engine.helper_process")
START_S: Final = 30.0
"""What a process may take to start on a busy machine, on top of the deadline of its first call."""


class Helper:
    """One process, started by the first call and again after it was killed; `close` at the end.

    Threads wait for each other.

    loaded: what the process has loaded, by identity; None after it was started again
    """

    def __init__(self) -> None:
        self.loaded: object = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.RLock()

    def __enter__(self) -> "Helper":
        """Keeps other threads away while several calls belong together."""
        self._lock.acquire()
        return self

    def __exit__(self, *exception: object) -> None:
        self._lock.release()

    def call(self, name: str, *arguments: Any, deadline_s: float) -> Any:
        """Returns what a call returns (findling.policy.engine.helper_process).

        Raises what it raises; DeadlineError after killing the process, EngineError if it died.
        """
        with self._lock:
            is_new = self.start()
            message = {"call": name, "arguments": arguments, "deadline_s": deadline_s}
            return result_of(self._exchange(message, deadline_s + (START_S if is_new else 0), deadline_s))

    def start(self) -> bool:
        """Starts the process if it does not run; returns whether it did not."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                return False
            self._end()
            self.loaded = None
            # a new session: signals of a terminal are for the server, which ends its helpers
            self._process = subprocess.Popen(
                [sys.executable, *_COMMAND], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
            )
            return True

    @property
    def pid(self) -> int | None:
        """The process' id, None while there is none."""
        return None if self._process is None else self._process.pid

    def close(self) -> None:
        with self._lock:
            self._end()

    def _exchange(self, message: dict[str, Any], patience_s: float, deadline_s: float) -> dict[str, Any]:
        process = cast("subprocess.Popen[bytes]", self._process)
        requests, answers = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
        try:
            write_frame(requests, message)
            answer = read_frame(cast(BinaryIO, _Patient(answers.fileno(), patience_s)))
        except TimeoutError:
            self._end()
            raise DeadlineError(f"the evaluation took longer than [{deadline_s:g}s] and was ended") from None
        except OSError:
            answer = None
        except FindlingError as error:  # nothing was written: it cannot be
            raise EngineError(error.reason) from error
        if answer is None:
            code = process.wait()
            self._end()
            raise EngineError(f"the process that evaluated ended with [{code}]")
        return answer

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            cast(BinaryIO, process.stdout).close()
            with contextlib.suppress(OSError):  # what it did not read is of no interest
                cast(BinaryIO, process.stdin).close()


class _Patient(io.RawIOBase):
    """Reads from a pipe until a time is over. Raises TimeoutError."""

    def __init__(self, descriptor: int, patience_s: float) -> None:
        self._descriptor = descriptor
        self._end = time.monotonic() + patience_s
        self._poll = select.poll()  # select knows only the first 1,024 descriptors of a process
        self._poll.register(descriptor, select.POLLIN)

    def read(self, size: int = -1, /) -> bytes:
        parts: list[bytes] = []
        while size > 0:
            if not self._poll.poll(max(0.0, self._end - time.monotonic()) * 1000):
                raise TimeoutError
            part = os.read(self._descriptor, size)
            if not part:
                break
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
