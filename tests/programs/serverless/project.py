"""A project that is deployed to the small AWS of these tests: a folder, variables, and commands in it."""

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import boto3

ROOT: Final = Path(__file__).parents[3]
PROGRAMS: Final = ROOT / ".venv" / "programs" / "zappa-environment"
DJANGO: Final = ROOT / ".venv" / "programs" / "zappa-django"
RUNTIME: Final = next((ROOT / ".venv" / "programs" / "lambda-runtime").glob("lib/python*/site-packages"), ROOT / "none")
READY_S: Final = 60.0
COMMAND_S: Final = 600.0


class LocalAws:
    """moto with functions that run, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.proxy_port = _free_port(), _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "aws.log"
        self.keys = ("who", "ever")
        command = [sys.executable, "-m", "tests.programs.serverless.local_aws"]
        places = [str(self.port), str(self.proxy_port), str(RUNTIME), str(folder / "ca")]
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", "TMPDIR": str(folder)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *places], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait()

    @property
    def variables(self) -> dict[str, str]:
        """What a program's environment says, for it to take this for AWS."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": self.keys[0],
            "AWS_SECRET_ACCESS_KEY": self.keys[1],
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "HTTPS_PROXY": f"http://127.0.0.1:{self.proxy_port}",
            "NO_PROXY": "127.0.0.1",
            "REQUESTS_CA_BUNDLE": str(self.folder / "ca" / "ca.pem"),
        }

    def client(self, service: str) -> Any:
        """Returns boto3's client of a service."""
        keys = dict(zip(("aws_access_key_id", "aws_secret_access_key"), self.keys, strict=True))
        return boto3.client(service, endpoint_url=self.url, region_name="us-east-1", **keys)

    def user(self, name: str, policy: Mapping[str, Any]) -> tuple[str, str]:
        """Makes a user of some rights; returns its keys."""
        iam = self.client("iam")
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="rights", PolicyDocument=json.dumps(policy))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return key["AccessKeyId"], key["SecretAccessKey"]

    def ask_rights(self, after: int = 0) -> None:
        """Has rights asked for after so many requests."""
        kind = {"Content-Type": "text/plain"}
        asked = urllib.request.Request(f"{self.url}/moto-api/reset-auth", str(after).encode(), kind, method="POST")
        urllib.request.urlopen(asked, timeout=10).close()

    def request(self, method: str, url: str, body: bytes | None = None, kind: str = "application/json") -> Any:
        """Returns status, headers and body of a request to the name of a gateway."""
        trusted = ssl.create_default_context(cafile=str(self.folder / "ca" / "ca.pem"))
        through = urllib.request.ProxyHandler({"https": f"http://127.0.0.1:{self.proxy_port}"})
        opener = urllib.request.build_opener(through, urllib.request.HTTPSHandler(context=trusted))
        headers = {} if body is None else {"Content-Type": kind}
        try:
            with opener.open(urllib.request.Request(url, body, headers, method=method), timeout=60) as found:
                return found.status, dict(found.headers), found.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, dict(error.headers), error.read()

    def close(self) -> None:
        """Ends it, and all functions."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/moto-api/config", timeout=2).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())


class Project:
    """A folder with zappa_settings.json; its commands run in an environment of Zappa, with Findling as it is here."""

    def __init__(self, folder: Path, aws: LocalAws, programs: Path = PROGRAMS) -> None:
        self.folder = folder
        self.aws = aws
        self._programs = programs
        folder.mkdir()

    def add_findling(self) -> None:
        """Puts Findling into the project, where Zappa packs it."""
        skipped = shutil.ignore_patterns("*.c", "__pycache__", "testing")
        shutil.copytree(ROOT / "src" / "findling", self.folder / "findling", ignore=skipped)

    def run(self, *words: str, fails: bool = False, **variables: str) -> str:
        """Runs a Python command of the environment; returns what it said."""
        environment = {
            "PATH": f"{self._programs / 'bin'}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT / "src"),
            **self.aws.variables,
            **variables,
        }
        done = subprocess.run(
            [str(self._programs / "bin" / "python"), *words],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=COMMAND_S,
            check=False,
        )
        said = done.stdout + done.stderr
        assert (done.returncode != 0) is fails, said[-4000:]
        return said

    def deploy(self, *words: str, fails: bool = False, **variables: str) -> str:
        """Runs `findling deploy`."""
        return self.run("-m", "findling.cli", "deploy", *words, fails=fails, **variables)

    def status(self) -> dict[str, Any]:
        """Returns what `findling deploy status --json` says."""
        said = self.deploy("status", "--json")
        found: dict[str, Any] = json.loads(next(line for line in reversed(said.splitlines()) if line.startswith("{")))
        return found


def wait_until(condition: Any, seconds: float = 30.0) -> None:
    """Returns once a condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
