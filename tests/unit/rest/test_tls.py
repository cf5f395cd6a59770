"""HTTPS, certificates of clients and addresses, over real sockets."""

import http.client
import json
import os
import ssl
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from findling.cli.certutil import command as certutil
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.addresses import AddressFilter
from findling.rest.server import ServerThread
from findling.rest.tls import Tls
from findling.security.authc.authentication import User
from findling.security.role_mappings import parse_role_mapping
from findling.security.roles.parse import parse_role


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory: Path = tmp_path_factory.mktemp("certificates")
    for arguments in (
        ["ca", str(directory)],
        ["cert", str(directory), "server", "--ip", "127.0.0.1", "--dns", "localhost"],
        ["cert", str(directory), "other", "--ip", "127.0.0.1"],
        ["cert", str(directory), "ann", "--client"],
    ):
        done = CliRunner().invoke(certutil, arguments)
        assert done.exit_code == 0, done.output
    return directory


@contextmanager
def serving(data: Path, certificates: Path | None = None, **options: Any) -> Iterator[tuple[Node, ServerThread]]:
    if certificates is not None:
        options.update(
            tls_certificate=certificates / "server.crt",
            tls_key=certificates / "server.key",
            tls_client_ca=certificates / "ca.crt",
        )
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2, security=True, **options)) as node:
        assert node.security is not None
        node.security.roles.put(parse_role("watcher", {"cluster": ["monitor"]}))
        node.security.users.put(User("bob", ("watcher",)), "bob-password", None)
        with ServerThread(node) as server:
            yield node, server


def get(server: ServerThread, trusted: Path | None, path: str = "/_cluster/health", **options: Any) -> tuple[int, Any]:
    host, port = server.url.rpartition("/")[2].split(":")
    if trusted is None:
        connection = http.client.HTTPConnection(host, int(port), timeout=10)
    else:
        context = ssl.create_default_context(cafile=str(trusted / "ca.crt"))
        if "client" in options:
            context.load_cert_chain(trusted / f"{options['client']}.crt", trusted / f"{options['client']}.key")
        connection = http.client.HTTPSConnection(host, int(port), timeout=10, context=context)
    try:
        connection.request("GET", path, headers=options.get("headers", {}))
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


BOB = {"Authorization": "Basic Ym9iOmJvYi1wYXNzd29yZA=="}


def test_https(tmp_path: Path, certificates: Path) -> None:
    with serving(tmp_path / "data", certificates) as (_, server):
        assert server.url.startswith("https://")
        assert get(server, certificates, headers=BOB)[0] == 200
        assert get(server, certificates)[0] == 401


def test_a_certificate_instead_of_a_password(tmp_path: Path, certificates: Path) -> None:
    with serving(tmp_path / "data", certificates) as (node, server):
        status, who = get(server, certificates, "/_security/_authenticate", client="ann")
        assert (status, who["username"], who["roles"]) == (200, "ann", [])
        assert who["authentication_realm"] == {"name": "pki1", "type": "pki"}
        assert who["metadata"] == {"pki_dn": "CN=ann"}
        assert get(server, certificates, client="ann")[0] == 403
        rules = {"field": {"dn": "CN=a*"}}
        assert node.security is not None
        mapping = {"roles": ["watcher"], "enabled": True, "rules": rules}
        node.security.mappings.put(parse_role_mapping("m", mapping))
        assert get(server, certificates, client="ann")[0] == 200
        # who says more is taken at its word
        assert get(server, certificates, "/_security/_authenticate", client="ann", headers=BOB)[1]["username"] == "bob"


def test_a_certificate_that_is_exchanged_is_taken(tmp_path: Path, certificates: Path) -> None:
    files = tmp_path / "server.crt", tmp_path / "server.key"
    for path in files:
        path.write_bytes((certificates / path.name).read_bytes())
    tls = Tls(*files)
    context = tls.context()
    for path, name in zip(files, ("other.crt", "other.key"), strict=True):
        path.write_bytes((certificates / name).read_bytes())
        os.utime(path, (1, 1))
    tls.refresh()
    assert tls.context() is context
    assert tls._loaded == (1.0, 1.0)
    files[0].write_text("nonsense")
    tls._looked = 0.0
    tls.refresh()  # the old one stays in force
    assert tls._loaded == (1.0, 1.0)


def shown(context: ssl.SSLContext, authorities: Path) -> bytes:
    """Returns the certificate that a server shows to one who connects now."""
    client_context = ssl.create_default_context(cafile=str(authorities))
    ways = [ssl.MemoryBIO() for _ in range(4)]
    server = context.wrap_bio(ways[0], ways[1], server_side=True)
    client = client_context.wrap_bio(ways[2], ways[3], server_hostname="127.0.0.1")
    for side in (client, server, client, server):
        with suppress(ssl.SSLWantReadError):
            side.do_handshake()
        ways[0].write(ways[3].read())
        ways[2].write(ways[1].read())
    certificate = client.getpeercert(binary_form=True)
    assert certificate is not None
    return certificate


def test_who_connects_is_shown_the_certificate_that_is_there(tmp_path: Path, certificates: Path) -> None:
    files = tmp_path / "server.crt", tmp_path / "server.key"
    for path in files:
        path.write_bytes((certificates / path.name).read_bytes())
    tls = Tls(*files)
    before = shown(tls.context(), certificates / "ca.crt")
    for path, name in zip(files, ("other.crt", "other.key"), strict=True):
        path.write_bytes((certificates / name).read_bytes())
        os.utime(path, (1, 1))
    tls._looked = 0.0
    shown(tls.context(), certificates / "ca.crt")  # whoever is first finds it
    after = shown(tls.context(), certificates / "ca.crt")
    expected = ssl.PEM_cert_to_DER_cert((certificates / "other.crt").read_text())
    assert (before != after, after) == (True, expected)


def test_a_certificate_of_somebody_else_opens_nothing(tmp_path: Path, certificates: Path) -> None:
    strangers = tmp_path / "strangers"
    for arguments in (["ca", str(strangers)], ["cert", str(strangers), "ann", "--client"]):
        assert CliRunner().invoke(certutil, arguments).exit_code == 0
    for name in ("ann.crt", "ann.key"):
        (tmp_path / name).write_bytes((strangers / name).read_bytes())
    (tmp_path / "ca.crt").write_bytes((certificates / "ca.crt").read_bytes())
    with serving(tmp_path / "data", certificates) as (_, server), pytest.raises((ssl.SSLError, ConnectionError)):
        get(server, tmp_path, client="ann")


def test_whoever_guesses_waits(tmp_path: Path) -> None:
    wrong = {"Authorization": "Basic Ym9iOndyb25n"}
    with serving(tmp_path / "data") as (node, server):
        # ten may be wrong, and the more are the longer one waits: here for longer than the test takes
        assert {get(server, None, headers=wrong)[0] for _ in range(10)} == {401}
        assert node.security is not None
        for _ in range(15):
            node.security.authenticator.failures.failed("bob", "127.0.0.1")
        assert get(server, None, headers=BOB)[0] == 401  # even who knows it


def test_files_that_are_no_certificate_are_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("nonsense")
    with pytest.raises(ssl.SSLError):
        Tls(tmp_path / "a", tmp_path / "a").context()


def test_keys_are_for_their_owner_and_never_replaced(certificates: Path) -> None:
    for name in ("ca.key", "server.key"):
        assert stat.S_IMODE((certificates / name).stat().st_mode) == 0o600
    assert CliRunner().invoke(certutil, ["ca", str(certificates)]).exit_code == 1


@pytest.mark.parametrize(
    ("allowed", "denied", "address", "let_in"),
    [
        ((), (), None, True),
        (("10.0.0.0/8",), (), "10.1.2.3", True),
        (("10.0.0.0/8",), (), "11.1.2.3", False),
        ((), ("10.0.0.0/8",), "10.1.2.3", False),
        ((), ("10.0.0.0/8",), "11.1.2.3", True),
        (("10.0.0.1",), ("_all",), "10.0.0.1", True),
        (("10.0.0.1",), ("_all",), "::1", False),
        (("10.0.0.1",), (), None, False),
    ],
)
def test_addresses(allowed: tuple[str, ...], denied: tuple[str, ...], address: str | None, let_in: bool) -> None:
    assert AddressFilter(allowed, denied).lets_in(address) is let_in


def test_who_may_not_connect_gets_no_answer(tmp_path: Path) -> None:
    refused = pytest.raises((http.client.HTTPException, ConnectionError))
    with serving(tmp_path / "data", denied_addresses=("127.0.0.0/8",)) as (_, server), refused:
        get(server, None, headers=BOB)
