"""One execution environment: an unpacked package, AWS's runtime client in a process of its own, and the Runtime API.

The process stays warm until it is closed, as an environment of Lambda does. Source: AWS's page of the Runtime API.
"""

import http.server
import io
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LARGEST_RESULT = 6_291_556
LARGEST_PACKAGE = 250 << 20


@dataclass(frozen=True)
class Invocation:
    """What became of an event. payload: JSON; init_s: of the start, of the first one; log: what the function wrote"""

    payload: bytes
    failed: bool
    took_s: float
    init_s: float | None
    log: str


class Environment:
    """An environment of a function. One event at a time, as Lambda sends them."""

    def __init__(
        self,
        package: bytes | Path,
        handler: str,
        runtime: Path,
        variables: dict[str, str] | None = None,
        memory_mb: int = 1769,
        timeout_s: float = 30.0,
        name: str = "function",
    ) -> None:
        """package: a zip, or a folder that is used as it is; runtime: folder of awslambdaric"""
        self.name, self.timeout_s = name, timeout_s
        self.root = Path(tempfile.mkdtemp(prefix="lambda-"))
        self.task = package if isinstance(package, Path) else _unpacked(package, self.root / "task")
        self.tmp = self.root / "tmp"
        self.tmp.mkdir()
        self._events: queue.Queue[tuple[str, bytes, int]] = queue.Queue()
        self._answers: dict[str, queue.Queue[tuple[bool, bytes]]] = {}
        self._log = self.root / "log"
        self._lock = threading.Lock()
        self.ready_at: float | None = None
        self._server = _server(self)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.started_at = time.monotonic()
        self.process = self._start(handler, runtime, variables or {}, memory_mb)
        threading.Thread(target=self._wait, daemon=True).start()

    def _start(self, handler: str, runtime: Path, variables: dict[str, str], memory_mb: int) -> subprocess.Popen[bytes]:
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            "TMPDIR": str(self.tmp),
            "PYTHONPATH": f"{self.task}{os.pathsep}{runtime}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "LAMBDA_TASK_ROOT": str(self.task),
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self._server.server_port}",
            "AWS_LAMBDA_FUNCTION_NAME": self.name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(memory_mb),
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{self.name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": "local",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "_HANDLER": handler,
            "FINDLING_DATA": str(self.tmp / "findling"),
            "FINDLING_WRITER_DATA": str(self.tmp / "findling-writer"),
        }
        # a file: what was written before the answer is there with it
        with self._log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-s", "-S", "-m", "awslambdaric", handler],  # nothing but the package and the runtime
                cwd=self.task,
                env={**environment, **variables},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def invoke(self, event: Any) -> Invocation:
        """Sends an event and waits for the result; an environment that takes too long is killed."""
        with self._lock:
            return self._invoke(event if isinstance(event, bytes) else json.dumps(event).encode())

    def _invoke(self, payload: bytes) -> Invocation:
        request, mark, first = str(uuid.uuid4()), self._log.stat().st_size, self.ready_at is None
        answer = self._answers[request] = queue.Queue()
        sent = time.monotonic()
        self._events.put((request, payload, int((time.time() + self.timeout_s) * 1000)))
        try:
            failed, body = answer.get(timeout=self.timeout_s + (10 if first else 0))
        except queue.Empty:
            self.kill()
            failed, body = True, json.dumps({"errorMessage": f"Task timed out after {self.timeout_s:.2f} s"}).encode()
        took = time.monotonic() - max(sent, self.ready_at or sent)
        if not failed and len(body) > LARGEST_RESULT:
            failed, body = True, b'{"errorType":"Function.ResponseSizeTooLarge"}'
        init_s = self.ready_at - self.started_at if first and self.ready_at is not None else None
        return Invocation(body, failed, took, init_s, self._log_since(0 if first else mark, request, took))

    def _log_since(self, mark: int, request: str, took: float) -> str:
        lines = self._log.read_bytes()[mark:].decode(errors="replace").splitlines()
        report = f"REPORT RequestId: {request}\tDuration: {took * 1000:.2f} ms"
        return "\n".join([f"START RequestId: {request} Version: $LATEST", *lines, f"END RequestId: {request}", report])

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """Ends the process at once."""
        if self.is_alive:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        """Ends the process and removes its files."""
        self.kill()
        self._server.shutdown()
        self._server.server_close()
        shutil.rmtree(self.root, ignore_errors=True)

    def _wait(self) -> None:
        self.process.wait()
        lines = self._log.read_text(errors="replace").splitlines(keepends=True) if self._log.exists() else []
        self.told_failed(f"Runtime exited with {self.process.returncode}: {''.join(lines[-5:])}")

    # what the process asks

    def next_event(self) -> tuple[str, bytes, int]:
        """Returns the next event: it is ready for one."""
        self.ready_at = self.ready_at or time.monotonic()
        return self._events.get()

    def told(self, request: str, failed: bool, body: bytes) -> None:
        """Takes a result."""
        self._answers.pop(request, queue.Queue()).put((failed, body))

    def told_failed(self, reason: str) -> None:
        """Takes a failure of the process itself: nothing that was sent is answered."""
        for request in list(self._answers):
            self.told(request, True, json.dumps({"errorMessage": reason}).encode())


def _unpacked(package: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(package)) as found:
        size = sum(entry.file_size for entry in found.infolist())
        assert size <= LARGEST_PACKAGE, f"Unzipped size must be smaller than {LARGEST_PACKAGE} bytes, it is {size}"
        found.extractall(folder)
        for entry in found.infolist():
            mode = entry.external_attr >> 16
            if mode:
                (folder / entry.filename).chmod(mode & 0o777)
    return folder


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing: a process that was ended leaves its connection."""


def _server(environment: Environment) -> _Server:
    """Returns the Runtime API of an environment."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # one packet for an answer, at once: else each call waits twice for an acknowledgement that is delayed
        wbufsize = 1 << 16
        disable_nagle_algorithm = True

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

        def do_GET(self) -> None:
            request, payload, deadline = environment.next_event()
            self._send(
                200,
                payload,
                {
                    "Content-Type": "application/json",
                    "Lambda-Runtime-Aws-Request-Id": request,
                    "Lambda-Runtime-Deadline-Ms": str(deadline),
                    "Lambda-Runtime-Trace-Id": "Root=1-0-0",
                    "Lambda-Runtime-Invoked-Function-Arn": f"arn:aws:lambda:us-east-1:1:function:{environment.name}",
                },
            )

        def do_POST(self) -> None:
            body = self._body()
            self._send(202, b'{"status":"OK"}', {})
            found = re.search(r"/runtime/invocation/([^/]+)/(response|error)$", self.path)
            if found:
                environment.told(found[1], found[2] == "error", body)
            elif self.path.endswith("/init/error"):
                environment.told_failed(body.decode())

        def _body(self) -> bytes:
            length = self.headers.get("Content-Length")
            if length is not None:
                return self.rfile.read(int(length))
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    return _Server(("127.0.0.1", 0), Handler)
