"""A cluster's authority over real sockets: who may join, with what, and why not."""

import ssl
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.base.clock import FixedClock
from findling.base.errors import FindlingError
from findling.cluster.authority.certificates import authority_hash, hosts_of
from findling.cluster.authority.door import Door
from findling.cluster.authority.enrolment import Enrolment
from findling.cluster.authority.errors import EnrolmentError, JoinRefusedError
from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.issuing import Authority
from findling.cluster.authority.joining import Applicant, join
from findling.cluster.authority.records import Enrolled, JoinToken, Records
from findling.cluster.authority.user_keys import new_seed, public_key

HOUR_MS = 3_600_000
MASTERS = ("127.0.0.1:4221", "127.0.0.1:4222", "127.0.0.1:4223")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> EnrolmentFiles:
    found = EnrolmentFiles(tmp_path_factory.mktemp("first"))
    place = Enrolment("demo", "one", "master", MASTERS, MASTERS[0], virtual=("10.9.9.9",))
    Authority(found).found(place, ["one.example"])
    return found


@pytest.fixture(scope="module")
def door(files: EnrolmentFiles) -> Iterator[str]:
    opened = Door(files, "127.0.0.1:0")
    yield f"127.0.0.1:{opened.port}"
    opened.close()


def token(files: EnrolmentFiles, kind: str = "node") -> str:
    return Authority(files).make_token(kind, HOUR_MS)


def refused(files: EnrolmentFiles, door: str, path: Path, given: str, applicant: Applicant, ca_hash: str = "") -> str:
    with pytest.raises(JoinRefusedError) as caught:
        join(EnrolmentFiles(path), door, given, ca_hash or Authority(files).hash, applicant)
    assert not EnrolmentFiles(path).are_there
    return caught.value.reason


def test_the_first_master_has_what_it_needs(files: EnrolmentFiles) -> None:
    secret = [files.key(role) for role in ("ca", "server", "client", "peer")] + [files.seed, files.records_file]
    assert [oct(stat.S_IMODE(path.stat().st_mode)) for path in secret] == ["0o600"] * len(secret)
    assert {"one.example", "10.9.9.9", "127.0.0.1"} <= set(hosts_of(files.certificate("server").read_bytes()))
    assert files.enrolment().urls[0] == "tls://127.0.0.1:4221"
    with pytest.raises(EnrolmentError, match="belongs to a cluster already"):
        Authority(files).found(files.enrolment(), [])


def test_a_node_joins(files: EnrolmentFiles, door: str, tmp_path: Path) -> None:
    there = EnrolmentFiles(tmp_path)
    place = join(there, door, token(files), Authority(files).hash, Applicant("two", "node", ("10.0.0.2",), "demo"))
    assert (place.cluster, place.name, place.kind, place.masters) == ("demo", "two", "node", MASTERS)
    assert not there.have_authority
    assert {"10.0.0.2", "10.9.9.9"} <= set(hosts_of(there.certificate("server").read_bytes()))
    context = ssl.create_default_context(cafile=str(there.ca))
    context.load_cert_chain(there.certificate("client"), there.key("client"))
    assert files.records().members[public_key(there.seed.read_text())].name == "two"
    with pytest.raises(EnrolmentError, match=r"belongs to the cluster \[demo\] already"):
        join(there, door, token(files), Authority(files).hash, Applicant("again", "node"))


def test_a_further_master_gets_the_authority(files: EnrolmentFiles, door: str, tmp_path: Path) -> None:
    there = EnrolmentFiles(tmp_path)
    applicant = Applicant("second", "master", listen=MASTERS[1])
    join(there, door, token(files, "master"), Authority(files).hash, applicant)
    assert there.pair() == files.pair()
    assert there.enrolment().urls[0] == f"tls://{MASTERS[1]}"
    assert {"one", "second"} <= {member.name for member in there.records().admitted()}
    assert stat.S_IMODE(there.key("ca").stat().st_mode) == 0o600
    made = Authority(there).make_token("node", HOUR_MS)
    merged = files.records().merged(there.records(), 0)
    assert made.partition(".")[0] in merged.tokens


def test_tokens_are_kept_as_hashes(files: EnrolmentFiles) -> None:
    made = token(files)
    assert made.partition(".")[2] not in files.records_file.read_text()
    assert made.partition(".")[0] in [entry.id for entry in Authority(files).tokens()]


def test_refusals_say_why(files: EnrolmentFiles, door: str, tmp_path: Path) -> None:
    good, applicant = token(files), Applicant("three", "node")
    assert "not known" in refused(files, door, tmp_path, "abcdef.00", applicant)
    assert "not known" in refused(files, door, tmp_path, f"{good.partition('.')[0]}.00", applicant)
    wrong = "sha256:" + "0" * 64
    assert "it is another's" in refused(files, door, tmp_path, good, applicant, wrong)
    other = Applicant("three", "node", cluster="other")
    assert refused(files, door, tmp_path, good, other) == "this is the cluster [demo], not [other]"
    assert "has a member [one] already" in refused(files, door, tmp_path, good, Applicant("one", "node"))
    assert "for members of kind [node], not [master]" in refused(
        files, door, tmp_path, good, Applicant("three", "master", listen=MASTERS[1])
    )
    master = token(files, "master")
    stranger = Applicant("three", "master", listen="127.0.0.1:4299")
    assert "none of the masters" in refused(files, door, tmp_path, master, stranger)
    edge = Applicant("shop", "edge", ("one.example",))
    assert refused(files, door, tmp_path, token(files, "edge"), edge) == "[one.example] is the address of [one]"
    assert "is no name" in refused(files, door, tmp_path, good, Applicant('x"}', "node"))
    Authority(files).revoke_token(good)
    assert "was revoked" in refused(files, door, tmp_path, good, applicant)


def test_a_token_ends(files: EnrolmentFiles, door: str, tmp_path: Path) -> None:
    old = Authority(files, FixedClock(1_700_000_000_000)).make_token("node", HOUR_MS)
    assert "has expired" in refused(files, door, tmp_path, old, Applicant("late", "node"))


def test_nobody_at_the_door(files: EnrolmentFiles, tmp_path: Path) -> None:
    with pytest.raises(EnrolmentError, match="no master answers"):
        join(EnrolmentFiles(tmp_path), "127.0.0.1:1", "a.b", Authority(files).hash, Applicant("x", "node"))


def test_a_revoked_name_is_free(files: EnrolmentFiles, door: str, tmp_path: Path) -> None:
    ca_hash = Authority(files).hash
    join(EnrolmentFiles(tmp_path / "a"), door, token(files), ca_hash, Applicant("four", "node"))
    Authority(files).revoke_member("four")
    assert "four" not in [member.name for member in Authority(files).members()]
    join(EnrolmentFiles(tmp_path / "b"), door, token(files), ca_hash, Applicant("four", "node"))
    with pytest.raises(FindlingError, match=r"no member \[nobody\]"):
        Authority(files).revoke_member("nobody")


def test_records_merge_to_the_same_in_any_order() -> None:
    keys = sorted(public_key(new_seed()) for _ in range(2))
    ours = Enrolled(keys[0], "x", "node", (), 5, 99)
    theirs = Enrolled(keys[1], "x", "node", (), 4, 99)
    token = JoinToken("t", "h", "node", 0, 10**12)
    left = Records({"t": token}, {keys[0]: ours})
    right = Records({"t": JoinToken("t", "h", "node", 0, 10**12, revoked=True)}, {keys[1]: theirs})
    both = left.merged(right, 0)
    assert both == right.merged(left, 0)
    assert both.tokens["t"].revoked
    assert both.named("x") == theirs  # out of touch, two masters gave one name: the first has it
    assert both.merged(left, 10**13).tokens == {}
    assert Records.from_json(both.to_json()) == both


def test_hash_of_an_authority(files: EnrolmentFiles) -> None:
    assert authority_hash(files.ca.read_bytes()).startswith("sha256:")
    with pytest.raises(EnrolmentError, match="cannot be read"):
        authority_hash(b"no certificate")
