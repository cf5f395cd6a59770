"""Masters whose authority is given to them: they know each other before they have met."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from findling.cli.given_authority import master_places
from findling.cluster.authority.certificates import Pair, hosts_of
from findling.cluster.authority.errors import EnrolmentError
from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.given import GivenPlace, enrol_master, make_authority, read_authority
from findling.cluster.authority.issuing import Authority
from findling.cluster.authority.user_keys import public_key

MASTERS = {"a": "a.peers:4222", "b": "b.peers:4222", "c": "c.peers:4223"}
PLACE = GivenPlace("demo", "a", MASTERS, ("a.example",), ("10.9.9.9",), "a.peers:9400", "0.0.0.0")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    folder = tmp_path_factory.mktemp("authority") / "made"
    assert make_authority(folder, "demo").startswith("sha256:")
    assert [stat.S_IMODE((folder / name).stat().st_mode) for name in ("ca.key", "ca.crt")] == [0o600, 0o600]
    with pytest.raises(EnrolmentError, match="has an authority already"):
        make_authority(folder, "demo")
    return read_authority(folder)


def enrolled(data: Path, authority: Pair, place: GivenPlace = PLACE) -> EnrolmentFiles:
    files = EnrolmentFiles(data)
    enrol_master(files, authority, place)
    return files


def test_masters_know_each_other(authority: Pair, tmp_path: Path) -> None:
    first = enrolled(tmp_path / "a", authority)
    second = enrolled(tmp_path / "b", authority, replace(PLACE, name="b", hosts=(), door="b.peers:9400"))
    assert first.records() == second.records()
    for files in (first, second):
        name = files.enrolment().name
        assert files.records().members[public_key(files.seed.read_text())].name == name
    assert {member.name for member in first.records().admitted()} == set(MASTERS)
    assert {"a.peers", "a.example", "10.9.9.9", "localhost"} <= set(hosts_of(first.certificate("server").read_bytes()))


def test_where_servers_listen(authority: Pair, tmp_path: Path) -> None:
    place = enrolled(tmp_path, authority).enrolment()
    assert place.urls == ["tls://a.peers:4222", "tls://b.peers:4222", "tls://c.peers:4223"]
    assert (place.door, place.door_listen) == ("a.peers:9400", "0.0.0.0:9400")
    assert replace(place, bind=None).door_listen == "a.peers:9400"


def test_every_start_brings_fresh_certificates(authority: Pair, tmp_path: Path) -> None:
    files = enrolled(tmp_path, authority)
    token = Authority(files).make_token("node", 1000)
    before, seed = files.certificate("peer").read_bytes(), files.seed.read_text()
    enrolled(tmp_path, authority, replace(PLACE, virtual=("10.9.9.10",)))
    assert files.certificate("peer").read_bytes() != before
    assert "10.9.9.10" in hosts_of(files.certificate("peer").read_bytes())
    assert files.seed.read_text() == seed
    assert list(files.records().tokens) == [token.partition(".")[0]]


def test_a_directory_of_somebody_else_is_left_alone(authority: Pair, tmp_path: Path) -> None:
    files = enrolled(tmp_path / "a", authority)
    make_authority(tmp_path / "other", "demo")
    before = files.ca.read_bytes()
    for other, place, reason in (
        (read_authority(tmp_path / "other"), PLACE, r"belongs to the authority \[sha256:"),
        (authority, replace(PLACE, cluster="else"), r"belongs to the cluster \[demo\], not to \[else\]"),
        (authority, replace(PLACE, name="b"), r"belongs to the node \[a\], not to \[b\]"),
        (authority, replace(PLACE, name="d"), r"\[d\] is none of the masters a, b, c"),
    ):
        with pytest.raises(EnrolmentError, match=reason):
            enrol_master(files, other, place)
    assert files.ca.read_bytes() == before


def test_who_was_revoked_stays_out(authority: Pair, tmp_path: Path) -> None:
    files = enrolled(tmp_path, authority)
    Authority(files).revoke_member("a")
    with pytest.raises(EnrolmentError, match=r"the key of \[a\] was revoked"):
        enrolled(tmp_path, authority)


def test_what_is_no_authority(tmp_path: Path) -> None:
    with pytest.raises(EnrolmentError, match=r"ca\.crt cannot be read"):
        read_authority(tmp_path)
    make_authority(tmp_path, "demo")
    (tmp_path / "ca.key").write_bytes(b"no key")
    with pytest.raises(EnrolmentError, match="key cannot be read"):
        enrolled(tmp_path / "data", read_authority(tmp_path))


def test_masters_are_named_by_their_hosts() -> None:
    assert master_places("x-0.peers.svc,y=10.0.0.1:4300") == {"x-0": "x-0.peers.svc:4222", "y": "10.0.0.1:4300"}
    with pytest.raises(Exception, match=r"two masters have the name \[10\]"):
        master_places("10.0.0.1,10.0.0.2")
