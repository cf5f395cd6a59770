"""`findling keystore`: secrets in a file of their own, and what a server takes from it."""

import os
import ssl
import stat
from base64 import b64encode
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives import serialization

from findling.base.errors import IllegalArgumentError, SecurityError
from findling.cli.certutil import command as certutil
from findling.cli.keystore import command
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.server import ServerThread
from findling.rest.tls import Tls
from findling.security.keystore import FILE, KEY_PASSPHRASE, Keystore
from tests.reference.api import Api
from tests.system.server_process import ServerProcess

SECRET = "a-secret-that-nobody-sees"


def run(data: Path, *arguments: str, typed: str = "", status: int = 0) -> Result:
    done = CliRunner().invoke(command, [*arguments, "--data", str(data)], input=typed)
    assert done.exit_code == status, done.output
    return done


def test_secrets_are_added_shown_and_removed(tmp_path: Path) -> None:
    assert "there is no keystore" in run(tmp_path, "list", status=1).output
    run(tmp_path, "create")
    run(tmp_path, "add", "a.b", "c", "-x", typed="one\ntwo\n")
    (tmp_path / "file").write_bytes(b"\x00three")
    run(tmp_path, "add-file", "d", str(tmp_path / "file"))
    assert run(tmp_path, "list").output.split() == ["a.b", "c", "d"]
    assert run(tmp_path, "show", "c").output == "two"
    assert run(tmp_path, "show", "d").stdout_bytes == b"\x00three"
    run(tmp_path, "add", "c", "-x", "-f", typed="other\n")
    assert run(tmp_path, "show", "c").output == "other"
    assert "exists already" in run(tmp_path, "add", "c", "-x", typed="n\n", status=1).output
    run(tmp_path, "remove", "c", "d")
    assert run(tmp_path, "list").output.split() == ["a.b"]
    assert "there is no secret c" in run(tmp_path, "remove", "c", status=1).output
    assert "does not match the allowed" in run(tmp_path, "add", "é", "-x", typed="x\n", status=1).output
    assert "is empty" in run(tmp_path, "add", "e", "-x", typed="\n", status=1).output
    assert "exists already" in run(tmp_path, "create", typed="n\n", status=1).output


def test_only_its_owner_reads_the_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        run(tmp_path, "create")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_password_encrypts_it(tmp_path: Path) -> None:
    run(tmp_path, "create", "-p", typed="pass\npass\n")
    run(tmp_path, "add", "a", "-x", typed=f"pass\n{SECRET}\n")
    assert SECRET.encode() not in (tmp_path / FILE).read_bytes()
    assert "has a password" in run(tmp_path, "has-passwd").output
    assert run(tmp_path, "show", "a", typed="pass\n").output.endswith(SECRET)
    assert "password was incorrect" in run(tmp_path, "list", typed="wrong\n", status=1).output
    run(tmp_path, "passwd", typed="pass\nother\nother\n")
    assert Keystore.load(tmp_path / FILE, "other").entries == {"a": SECRET.encode()}
    run(tmp_path, "passwd", typed="other\n\n\n")
    assert "no password" in run(tmp_path, "has-passwd", status=1).output
    assert run(tmp_path, "show", "a").output == SECRET


def test_what_is_damaged_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / FILE
    Keystore(path, {"a": b"x"}).save("pass")
    with pytest.raises(SecurityError, match="password was incorrect"):
        Keystore.load(path, None)
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":9'))
    with pytest.raises(IllegalArgumentError, match="version 9"):
        Keystore.load(path, "pass")
    path.write_bytes(b"x")
    with pytest.raises(IllegalArgumentError, match="is no keystore"):
        Keystore.load(path, "pass")


def test_the_first_password_is_taken_from_it_and_told_nowhere(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    Keystore(data / FILE, {"bootstrap.password": SECRET.encode()}).save(None)
    with ServerProcess(data, "--security", "on") as server:
        output = server.output.read_text()
    assert "the password of the user elastic is" not in output
    assert SECRET not in output
    with Node(NodeConfig(data, security=True, background=False, sync=False, threads=2)) as node:
        answer = Api(node).call("GET", "/_security/_authenticate", headers={"authorization": basic("elastic", SECRET)})
    assert answer.body["username"] == "elastic"
    others = [path for path in data.rglob("*") if path.is_file() and path.name != FILE]
    assert [path for path in others if SECRET.encode() in path.read_bytes()] == []


def basic(username: str, password: str) -> str:
    return f"Basic {b64encode(f'{username}:{password}'.encode()).decode()}"


def test_a_certificates_key_may_have_a_passphrase(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for arguments in (["ca", str(tmp_path)], ["cert", str(tmp_path), "server", "--ip", "127.0.0.1"]):
        assert CliRunner().invoke(certutil, arguments).exit_code == 0
    key = serialization.load_pem_private_key((tmp_path / "server.key").read_bytes(), None)
    closed = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(SECRET.encode()),
    )
    (tmp_path / "server.key").write_bytes(closed)
    config = NodeConfig(
        data, sync=False, background=False, threads=2, tls_certificate=tmp_path / "server.crt",
        tls_key=tmp_path / "server.key",
    )  # fmt: skip
    with pytest.raises(ssl.SSLError):
        Tls(tmp_path / "server.crt", tmp_path / "server.key").context()
    with Node(config) as node:
        Keystore(data / FILE, {KEY_PASSPHRASE: SECRET.encode()}).save(None)
        assert node.secrets.load(None)
        with ServerThread(node) as server:
            assert server.url.startswith("https://")


def test_secrets_are_read_again_and_only_their_names_told(tmp_path: Path) -> None:
    with Node(NodeConfig(tmp_path / "data", sync=False, background=False, threads=2)) as node:
        api = Api(node)

        def reload(**body: str) -> dict[str, object]:
            (shown,) = api.post("/_nodes/reload_secure_settings", body).body["nodes"].values()
            return dict(shown)

        assert reload()["reload_exception"] == {"type": "illegal_state_exception", "reason": "Keystore is missing"}
        Keystore(node.config.data / FILE, {"a": SECRET.encode()}).save("pass")
        assert "incorrect" in str(reload(secure_settings_password="x")["reload_exception"])
        assert reload(secure_settings_password="pass")["secure_setting_names"] == ["a"]
        assert api.post("/_nodes/other/reload_secure_settings").body["nodes"] == {}
        told = [api.get(path).raw for path in ("/_nodes", "/_nodes/stats", "/_cluster/state", "/_cluster/settings")]
        assert not any(SECRET.encode() in answer for answer in told)
        assert SECRET not in repr(node.secrets)
        assert SECRET not in repr(Keystore.load(node.secrets.path, "pass"))
