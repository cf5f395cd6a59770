"""A real nats-server with certificates and keys: who gets in, what an edge may do, and how soon a member is out."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client
from nats.aio.subscription import Subscription

from findling.cluster.authority.door import Door
from findling.cluster.authority.enrolment import Enrolment
from findling.cluster.authority.errors import EnrolmentError
from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.issuing import Authority
from findling.cluster.authority.joining import Applicant, join
from findling.cluster.nats.access import Access, checked_access
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.embedded_server import EmbeddedServer
from findling.cluster.nats.watch import end
from tests.cluster.in_process import wait_for
from tests.cluster.processes import free_ports


class Hub:
    """A master with its nats-server, an edge node and a second node that have joined."""

    def __init__(self, directory: Path) -> None:
        self.address = f"127.0.0.1:{free_ports(1)[0] % 50000 + 1024}"
        self.files = EnrolmentFiles(directory / "master")
        self.authority = Authority(self.files)
        self.authority.found(Enrolment("demo", "one", "master", (self.address,), self.address), [])
        self.door = Door(self.files, "127.0.0.1:0")
        self.edge = self.joined(directory / "edge", "shop", "edge")
        self.node = self.joined(directory / "node", "two", "node")
        self.server = EmbeddedServer(directory / "master", "one", "demo", self.address, (self.address,))
        self.server.start(self.authority.members())

    def joined(self, data: Path, name: str, kind: str) -> EnrolmentFiles:
        files, token = EnrolmentFiles(data), self.authority.make_token(kind, 60_000)
        join(files, f"127.0.0.1:{self.door.port}", token, self.authority.hash, Applicant(name, kind))
        return files

    def connection(self, files: EnrolmentFiles) -> NatsConnection:
        return NatsConnection([f"tls://{self.address}"], "demo", "test", Access.of(files))

    def close(self) -> None:
        self.server.stop()
        self.door.close()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with closing(Hub(tmp_path_factory.mktemp("hub"))) as found:
        yield found


def test_members_get_in(hub: Hub) -> None:
    for files in (hub.files, hub.node):
        with closing(hub.connection(files)) as connection:
            connection.connect(20)
            assert connection.api("INFO", {})["streams"] == 0


async def refused(url: str, **options: object) -> str:
    client = Client()
    try:
        with pytest.raises(Exception) as caught:
            await client.connect([url], allow_reconnect=False, max_reconnect_attempts=1, connect_timeout=20, **options)
    finally:
        await end(client)  # it leaves the socket of a refused connection open
    return repr(caught.value)


def test_others_do_not(hub: Hub) -> None:
    access = Access.of(hub.node)
    without = ssl.create_default_context(cafile=str(hub.files.ca))
    stranger = hub.files.path / "stranger.nk"
    stranger.write_text("SUAP6YCNBVZEGJX4XAPJ3KOCNEECKXK2O7ZJNZ22R4TT4WSYYVYCK7MBTE")
    url = f"tls://{hub.address}"
    assert asyncio.run(refused(f"nats://{hub.address}"))
    assert asyncio.run(refused(url, tls=without, nkeys_seed=str(hub.node.seed)))
    assert "Authorization" in asyncio.run(refused(url, tls=access.tls))
    assert "Authorization" in asyncio.run(refused(url, tls=access.tls, nkeys_seed=str(stranger)))


async def first_heard(heard: Subscription, client: Client, subject: str) -> str:
    """Returns the first subject that is heard; it is said again while the server may not know yet who listens."""
    for _ in range(20):
        await client.publish(subject, b"1")
        await client.flush()
        with suppress(TimeoutError):
            return (await heard.next_msg(1)).subject
    raise TimeoutError


def test_an_edge_says_and_hears_what_is_its_own(hub: Hub) -> None:
    async def tried() -> tuple[list[str], list[str]]:
        faults: list[str] = []

        async def fault(error: Exception) -> None:
            faults.append(str(error))

        inside = await nats.connect(f"tls://{hub.address}", tls=Access.of(hub.node).tls, nkeys_seed=str(hub.node.seed))
        outside = await nats.connect(
            f"tls://{hub.address}", tls=Access.of(hub.edge).tls, nkeys_seed=str(hub.edge.seed), error_cb=fault
        )
        try:
            heard = await inside.subscribe(">")
            await inside.flush()
            for subject in ("fe.up.other.x", "fl.demo.n.abc.index", "$JS.API.STREAM.LIST", "_INBOX.x"):
                await outside.publish(subject, b"1")
            for subject in ("fl.>", "fe.down.other.>", ">"):
                await outside.subscribe(subject)
            await outside.flush()
            return [await first_heard(heard, outside, "fe.up.shop.x")], faults
        finally:
            await outside.close()
            await inside.close()

    subjects, faults = asyncio.run(tried())
    assert subjects == ["fe.up.shop.x"]
    assert len(faults) == 7
    assert all("permissions violation" in fault.lower() for fault in faults)


def test_whoever_is_revoked_is_out(hub: Hub, tmp_path: Path) -> None:
    files = hub.joined(tmp_path / "leaver", "leaver", "node")
    hub.server.admit(hub.authority.members())
    connection = hub.connection(files)
    with closing(connection):
        connection.connect(20)
        hub.authority.revoke_member("leaver")
        hub.server.admit(hub.authority.members())
        wait_for(lambda: not connection.is_connected)
    access = Access.of(files)
    assert "Authorization" in asyncio.run(refused(f"tls://{hub.address}", tls=access.tls, nkeys_seed=str(access.seed)))


def test_what_is_plain_is_refused(hub: Hub, tmp_path: Path) -> None:
    nobody = EnrolmentFiles(tmp_path)
    for urls, files, insecure, reason in (
        (["nats://127.0.0.1:4222"], hub.files, True, "is a plain URL"),
        (["tls://127.0.0.1:4222"], nobody, True, "wants certificates"),
        (["nats://127.0.0.1:4222"], nobody, False, "show each other certificates"),
        (["nats://10.0.0.1:4222"], nobody, True, "no address of this machine"),
    ):
        with pytest.raises(EnrolmentError, match=reason):
            checked_access(urls, files, insecure)
    assert checked_access(["nats://user:word@localhost:4222"], nobody, True) is None
