"""A cluster's authority over real sockets: who may join, with what, and why not."""

import ssl
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from findling.base.clock import FixedClock
from findling.base.errors import FindlingError
from findling.cluster.authority.attempts import ALLOWED, Attempts
from findling.cluster.authority.certificates import authority_hash, hosts_of, new_request
from findling.cluster.authority.door import Door
from findling.cluster.authority.enrolment import Enrolment
from findling.cluster.authority.errors import EnrolmentError, JoinRefusedError, TooManyAttemptsError
from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.issuing import Authority
from findling.cluster.authority.join_request import JoinRequest
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


def join_request(files: EnrolmentFiles, name: str, **members: object) -> JoinRequest:
    """Returns what a node sends. members: what is different from a good request"""
    requests = {role: new_request(name)[0] for role in ("server", "client", "peer")}
    request = JoinRequest(
        token(files), None, name, "node", ("10.0.0.9",), None, None, public_key(new_seed()), requests
    )  # fmt: skip
    return replace(request, **members)  # type: ignore[arg-type]


def test_a_key_belongs_to_one_member(files: EnrolmentFiles) -> None:
    request = join_request(files, "five")
    Authority(files).enrol(request)
    for again in (
        replace(request, name="six"),
        request,  # it may be known to others: nobody gets certificates for a name by its key
        replace(request, kind="edge", token=token(files, "edge")),
    ):
        with pytest.raises(JoinRefusedError, match=r"the key of \[five\] is a member's already"):
            Authority(files).enrol(again)
    assert [member.name for member in Authority(files).members() if member.key == request.key] == ["five"]


@pytest.mark.parametrize("host", ["b\u00fccher.example", "*.example", "a b", "", "x" * 254, "one.example."])
def test_hosts_that_are_none(files: EnrolmentFiles, host: str) -> None:
    with pytest.raises(JoinRefusedError, match="is no name or address of a host"):
        Authority(files).enrol(join_request(files, "seven", hosts=(host,)))


@pytest.mark.parametrize("host", ["ONE.example", "::ffff:10.9.9.9", "0a09:0909::1%eth0"])
def test_an_edge_is_no_node_in_any_spelling(files: EnrolmentFiles, host: str) -> None:
    Authority(files).enrol(join_request(files, f"eight-{len(host)}", hosts=("a09:909::1",)))
    with pytest.raises(JoinRefusedError, match="is the address of"):
        Authority(files).enrol(join_request(files, "shop", kind="edge", token=token(files, "edge"), hosts=(host,)))


def test_keys_of_other_kinds(files: EnrolmentFiles) -> None:
    name = x509.Name([])
    for key in (ed25519.Ed25519PrivateKey.generate(), rsa.generate_private_key(65537, 1024)):
        algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
        made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, algorithm)
        odd = {"server": made.public_bytes(serialization.Encoding.PEM)}
        request = join_request(files, "nine")
        with pytest.raises(JoinRefusedError, match="must be for a key of the curve P-256"):
            Authority(files).enrol(replace(request, requests={**request.requests, **odd}))
    with pytest.raises(JoinRefusedError, match="cannot be read"):
        Authority(files).enrol(replace(request, requests={**request.requests, "peer": b"nothing"}))


def test_unknown_tokens_are_tried_only_so_often() -> None:
    clock = FixedClock(1_700_000_000_000)
    attempts = Attempts(clock)
    for _ in range(ALLOWED):
        attempts.check("10.0.0.1")
        attempts.refused("10.0.0.1")
    with pytest.raises(TooManyAttemptsError, match="ask again in 60s"):
        attempts.check("10.0.0.1")
    attempts.check("10.0.0.2")
    clock.advance(61_000)
    attempts.check("10.0.0.1")


def test_the_door_is_shut_to_who_guesses(files: EnrolmentFiles, tmp_path: Path) -> None:
    opened = Door(files, "127.0.0.1:0")
    there, applicant = f"127.0.0.1:{opened.port}", Applicant("guess", "node")
    try:
        for _ in range(ALLOWED):
            assert "not known" in refused(files, there, tmp_path, "abcdef.00", applicant)
        assert "too many unknown tokens" in refused(files, there, tmp_path, token(files), applicant)
    finally:
        opened.close()


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
