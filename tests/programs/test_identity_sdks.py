"""SDKs of identity providers, as they are, against Findling's provider; and one of their providers as an issuer."""

import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session

from tests.programs.conftest import ROOT, Run, installed
from tests.system.server_process import FINDLING, ServerProcess
from tests.unit.identity.mailbox import Mailbox, mailbox

AUDIENCE = "urn:findling"
PASSWORD = "elastic-password"
SCRIPTS = Path(__file__).parent / "sdks"
EXAMPLE = ROOT / "examples" / "cinema"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Place:
    """Findling, its provider, secrets of applications, and the mails that it sends."""

    url: str
    identity: str
    secrets: Mapping[str, str]
    mails: Mailbox
    cinema: str


def script(name: str) -> Path:
    """Returns a script beside the packages that it needs, so that Node.js finds them."""
    place = installed("sdks", "node_modules").parent
    for file in SCRIPTS.glob("*.mjs"):
        shutil.copy(file, place)
    return place / name


def chromium() -> str:
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("chromium is missing: tools/install-programs installs it where it can be had")
    return found


def registered(data: Path, identity: str, *arguments: str) -> str:
    """Registers something by the command; returns what it says."""
    command = [*FINDLING, "identity", *arguments, "--url", identity, "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pages(back: str | None) -> list[str]:
    """Returns options that register the pages of an application. back: where people come back to"""
    if back is None:
        return []
    origin = back.rpartition("/")[0]
    return ["--callback", back, "--origin", origin, "--logout", origin, "--logout", f"{origin}/"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("sdks") / "data"
    port, cinema_port = free_port(), free_port()
    identity, cinema = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{cinema_port}"
    os.environ["ELASTIC_PASSWORD"] = PASSWORD
    with mailbox() as mails:
        flags = ["--security", "on", "--identity", str(port), "--identity-mail", mails.url]
        flags += ["--identity-guests", AUDIENCE]
        with ServerProcess(data, *flags) as first:  # makes the data directory, and Findling an API
            first.wait_for("answers at ")
            assert first.interrupt() == 0
        secrets = {id_: application(data, identity, id_, kind, back) for id_, kind, back in applications(cinema)}
        registered(data, identity, "grant", "machine", AUDIENCE)
        with ServerProcess(data, *flags) as server:
            url = server.wait_for("answers at ").partition("answers at ")[2].split(",")[0]
            with cinema_server(url, identity, secrets["machine"], cinema_port):
                yield Place(url, identity, secrets, mails, cinema)


def applications(cinema: str) -> list[tuple[str, str, str | None]]:
    """Returns id, kind and where people come back to."""
    return [
        ("spa", "spa", "http://127.0.0.1:9711/"),
        ("web", "regular_web", "http://127.0.0.1:9712/callback"),
        ("cinema", "spa", f"{cinema}/auth-callback"),
        ("machine", "non_interactive", None),
    ]


def application(data: Path, identity: str, id_: str, kind: str, back: str | None) -> str:
    """Registers an application and returns its secret, "" if it has none."""
    told = registered(data, identity, "client", id_, "--id", id_, "--type", kind, *pages(back))
    return told.partition("client_secret ")[2].strip()


@contextmanager
def cinema_server(url: str, identity: str, secret: str, port: int) -> Iterator[None]:
    environment = {
        **os.environ,
        "FINDLING_URL": url,
        "IDENTITY_URL": identity,
        "SERVER_CLIENT_ID": "machine",
        "SERVER_CLIENT_SECRET": secret,
        "PORT": str(port),
    }
    command = [sys.executable, str(EXAMPLE / "server.py")]
    subprocess.run([*command, "set-up"], env=environment, check=True)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "the cinema is at" in process.stdout.readline()
        try:
            yield
        finally:
            process.terminate()


def test_auth0_spa_js(place: Place, run: Run) -> None:
    sdk = installed("sdks", "node_modules", "@auth0", "auth0-spa-js", "dist", "auth0-spa-js.production.js")
    told = run(
        ["node", script("spa.mjs")],
        CHROMIUM=chromium(),
        IDENTITY_URL=place.identity,
        AUDIENCE=AUDIENCE,
        SDK=str(sdk),
    )
    assert told.count("ok:") == 13, told


def test_auth0_react_in_the_example(place: Place) -> None:
    if not (EXAMPLE / "web" / "dist" / "main.js").exists():
        pytest.skip("the example's page is not built: tools/install-programs builds it where npm is")
    environment = {**os.environ, "CHROMIUM": chromium(), "CINEMA_URL": place.cinema}
    command = ["node", str(script("cinema.mjs"))]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        told = ""
        for line in process.stdout:
            told += line
            if line == "mail?\n":
                process.stdin.write(reset_link(place.mails) + "\n")
                process.stdin.flush()
        assert process.wait(60) == 0, told
    assert told.count("ok:") == 8, told


def reset_link(mails: Mailbox) -> str:
    """Returns the link by which a password is set; other mails are passed over."""
    while True:
        link = mails.link()
        if "/u/reset" in link:
            return link


def test_openid_client(place: Place, run: Run) -> None:
    told = run(
        ["node", script("node_client.mjs")],
        IDENTITY_URL=place.identity,
        AUDIENCE=AUDIENCE,
        WEB_SECRET=place.secrets["web"],
        MACHINE_SECRET=place.secrets["machine"],
    )
    assert told.count("ok:") == 7, told


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_authlib(place: Place, method: str) -> None:
    session = OAuth2Session("machine", place.secrets["machine"], token_endpoint_auth_method=method)
    token = session.fetch_token(f"{place.identity}/oauth/token", grant_type="client_credentials", audience=AUDIENCE)
    answer = session.get(f"{place.url}/_security/_authenticate")
    assert answer.json()["username"] == "machine@clients"
    introspected = session.introspect_token(f"{place.identity}/oauth/introspect", token=token["access_token"])
    assert introspected.json()["active"] is True


@pytest.fixture
def foreign(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The npm provider's issuer, and a token of it."""
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "AUDIENCE": "https://search.example"}
    command = ["node", str(script("foreign_issuer.mjs"))]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        lines: queue.Queue[str] = queue.Queue()
        assert process.stdout is not None
        reader = threading.Thread(
            target=lambda: [lines.put(line) for line in process.stdout or () if line.startswith("{")], daemon=True
        )
        reader.start()
        try:
            yield f"http://127.0.0.1:{port}", orjson.loads(lines.get(timeout=60))["access_token"]
        finally:
            process.terminate()
            reader.join()


def test_oidc_provider_as_an_issuer(foreign: tuple[str, str], tmp_path: Path) -> None:
    issuer, token = foreign
    flags = ["--security", "on", "--jwt-issuer", issuer, "--jwt-audience", "https://search.example"]
    with ServerProcess(tmp_path / "data", *flags) as server:
        url = f"{server.url}/_security/_authenticate"
        answer = requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=30)
        assert answer.status_code == 200, answer.text
        assert answer.json()["authentication_realm"] == {"name": "jwt1", "type": "jwt"}
        assert answer.json()["metadata"]["jwt_claim_scope"] == "read"
        head, claims, signature = token.split(".")
        for wrong in (f"{head}.{claims}.{signature[:-4]}AAAA", f"{head}.{claims[:-4]}AAAA.{signature}"):
            assert requests.get(url, headers={"Authorization": f"Bearer {wrong}"}, timeout=30).status_code == 401
