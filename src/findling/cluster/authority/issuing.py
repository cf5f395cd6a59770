"""The authority at work: it makes tokens, and enrols whoever shows a valid one."""

import hashlib
import hmac
import re
import secrets
import socket
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from findling.base.clock import Clock, SystemClock
from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.cluster.authority.addresses import CLIENT_PORT, checked_host, is_loopback, parse_address
from findling.cluster.authority.certificates import (
    Purpose,
    authority_hash,
    expiry_ms,
    issued,
    issued_pair,
    new_authority,
    requested_key,
)
from findling.cluster.authority.enrolment import Enrolment
from findling.cluster.authority.errors import EnrolmentError, JoinRefusedError, UnknownTokenError
from findling.cluster.authority.files import CLIENT, ROLES, SERVER, EnrolmentFiles
from findling.cluster.authority.join_request import JoinRequest
from findling.cluster.authority.records import KINDS, Enrolled, JoinToken, Records
from findling.cluster.authority.user_keys import is_user_key, new_seed, public_key

AUTHORITY_DAYS: Final = 3650
DAYS: Final = 365
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Authority:
    """Works in the folder of a master. days: how long certificates are valid"""

    def __init__(self, files: EnrolmentFiles, clock: Clock | None = None, days: int = DAYS) -> None:
        self._files = files
        self._clock = clock or SystemClock()
        self._days = days

    @property
    def hash(self) -> str:
        """What the authority is recognised by."""
        return authority_hash(self._files.pair().certificate)

    @property
    def door(self) -> str | None:
        """HOST:PORT at which it takes those who join."""
        return self._files.enrolment().door

    def found(self, enrolment: Enrolment, hosts: Iterable[str]) -> None:
        """Makes an authority, and enrols this node as its first master. Raises EnrolmentError if there is one."""
        files = self._files
        if files.are_there or files.have_authority:
            raise EnrolmentError(f"{files.path} belongs to a cluster already")
        checked_name("cluster_name", enrolment.cluster)
        checked_name("node_name", enrolment.name)
        every, seed = with_loopback(map(checked_host, (*hosts, *enrolment.virtual))), new_seed()
        authority = new_authority(f"Findling cluster {enrolment.cluster}", AUTHORITY_DAYS)
        files.write_pair(authority)
        write_papers(files, enrolment.name, every, seed, self._days)
        self._remember(public_key(seed), enrolment.name, enrolment.kind, every)
        files.write_enrolment(enrolment)

    def make_token(self, kind: str, lasts_ms: int) -> str:
        """Returns a new token, which is shown this once: its id, a dot, its secret."""
        if kind not in KINDS:
            raise IllegalArgumentError(f"[{kind}] is no kind of member: there are {', '.join(KINDS)}")
        if lasts_ms <= 0:
            raise IllegalArgumentError("a token must last for some time")
        id_, secret, now = secrets.token_hex(3), secrets.token_hex(16), self._clock.now_ms()
        token = JoinToken(id_, _hashed(secret), kind, now, now + lasts_ms)
        self._files.change_records(lambda records: records.with_token(token))
        return f"{id_}.{secret}"

    def tokens(self) -> list[JoinToken]:
        """Returns the tokens that are known, the newest last."""
        return sorted(self._files.records().tokens.values(), key=lambda token: token.created_ms)

    def revoke_token(self, id_: str) -> None:
        """Takes a token back. Raises ResourceNotFoundError."""

        def change(records: Records) -> Records:
            token = records.tokens.get(id_.partition(".")[0])
            if token is None:
                raise ResourceNotFoundError(f"there is no token [{id_.partition('.')[0]}]")
            return records.with_token(replace(token, revoked=True))

        self._files.change_records(change)

    def members(self) -> list[Enrolled]:
        """Returns those who may come."""
        return self._files.records().admitted()

    def revoke_member(self, name: str) -> None:
        """Takes a member's right to come: nats-servers refuse its key. Raises ResourceNotFoundError."""

        def change(records: Records) -> Records:
            found = [member for member in records.members.values() if member.name == name and not member.revoked]
            if not found:
                raise ResourceNotFoundError(f"there is no member [{name}]")
            for member in found:
                records = records.with_member(replace(member, revoked=True))
            return records

        self._files.change_records(change)

    def enrol(self, request: JoinRequest) -> dict[str, Any]:
        """Returns what a new member needs: certificates, its place, for masters the authority's key and records.

        Raises JoinRefusedError naming what is wrong.
        """
        enrolment = self._files.enrolment()
        self._check(request, enrolment)
        virtual = () if request.kind == "edge" else enrolment.virtual
        hosts = with_loopback((*_checked_hosts(request), *virtual))
        authority = self._files.pair()
        certificates = {
            role: issued(
                authority, purpose_of(role, request.name, hosts), requested_key(request.requests[role]), self._days
            ).decode()
            for role in ROLES
        }
        expires = expiry_ms(certificates[SERVER].encode())
        records = self._remember(request.key, request.name, request.kind, hosts, expires)
        place = replace(
            enrolment, name=request.name, kind=request.kind, listen=request.listen, door=request.door, bind=None
        )
        answer = {"authority": authority.certificate.decode(), "certificates": certificates, "place": place.to_json()}
        if request.kind == "master":
            answer |= {"authority_key": authority.key.decode(), "records": records.to_json()}
        return answer

    def _check(self, request: JoinRequest, enrolment: Enrolment) -> None:
        """Raises JoinRefusedError."""
        _check_token(request, self._files.records(), self._clock.now_ms())
        if request.cluster not in (None, enrolment.cluster):
            raise JoinRefusedError(f"this is the cluster [{enrolment.cluster}], not [{request.cluster}]")
        if not _NAME.fullmatch(request.name):
            raise JoinRefusedError(f"[{request.name}] is no name: it must be of letters, digits, [_] and [-]")
        if not is_user_key(request.key):
            raise JoinRefusedError("the key is not the public half of a user's nkey")
        if request.kind == "master" and request.listen not in enrolment.masters:
            raise JoinRefusedError(
                f"[{request.listen}] is none of the masters that this cluster was made with: "
                f"{', '.join(enrolment.masters)}"
            )

    def _remember(self, key: str, name: str, kind: str, hosts: tuple[str, ...], expires: int = 0) -> Records:
        """Writes a member down. Raises JoinRefusedError if its key, its name or the host of an edge is a member's."""
        now = self._clock.now_ms()
        member = Enrolled(key, name, kind, hosts, now, expires or now + self._days * 86_400_000)

        def change(records: Records) -> Records:
            known = records.members.get(key)
            if known is not None:  # keys may be known to all: who shows one has not shown to be its owner
                why = "was revoked" if known.revoked else "is a member's already: whoever joins makes a new one"
                raise JoinRefusedError(f"the key of [{known.name}] {why}")
            if records.named(name) is not None:
                raise JoinRefusedError(
                    f"the cluster has a member [{name}] already: give this one another name, or revoke that one first "
                    f"(findling cluster revoke {name})"
                )
            if kind == "edge":
                _refuse_taken(hosts, records)
            return records.with_member(member)

        return self._files.change_records(change)


def _check_token(request: JoinRequest, records: Records, now_ms: int) -> None:
    """Raises JoinRefusedError for a token that is not valid for such a member."""
    id_, _, secret = request.token.partition(".")
    token = records.tokens.get(id_)
    if token is None or not hmac.compare_digest(token.hash, _hashed(secret)):
        raise UnknownTokenError("the token is not known here")
    if token.revoked:
        raise JoinRefusedError(f"the token [{id_}] was revoked")
    if token.expires_ms <= now_ms:
        raise JoinRefusedError(f"the token [{id_}] has expired")
    if token.kind != request.kind:
        raise JoinRefusedError(f"the token [{id_}] is for members of kind [{token.kind}], not [{request.kind}]")


def _checked_hosts(request: JoinRequest) -> list[str]:
    """Returns the hosts of a request. Raises JoinRefusedError for what is none."""
    try:
        return [checked_host(host) for host in request.hosts]
    except IllegalArgumentError as error:
        raise JoinRefusedError(error.reason) from error


def _refuse_taken(hosts: Iterable[str], records: Records) -> None:
    """Raises JoinRefusedError if an edge wishes a certificate for a node's address: it could pass for the node."""
    wished = {host for host in hosts if not is_loopback(host)}
    for member in records.admitted():
        if member.kind != "edge" and not wished.isdisjoint(member.hosts):
            raise JoinRefusedError(f"[{min(wished.intersection(member.hosts))}] is the address of [{member.name}]")


def write_papers(files: EnrolmentFiles, name: str, hosts: tuple[str, ...], seed: str, days: int) -> None:
    """Writes certificates by the authority in the folder, and the key by which NATS knows the member."""
    authority = files.pair()
    for role in ROLES:
        files.write_pair(issued_pair(authority, purpose_of(role, name, hosts), days), role)
    files.write_seed(seed)


def with_loopback(hosts: Iterable[str]) -> tuple[str, ...]:
    """Returns hosts, each once, and this machine's own names."""
    return tuple(dict.fromkeys((*hosts, "localhost", "127.0.0.1", "::1")))


def own_hosts() -> list[str]:
    """Returns the names by which others may know this machine."""
    return list(dict.fromkeys((socket.gethostname(), socket.getfqdn())))


def master_addresses(masters: Iterable[str]) -> tuple[str, ...]:
    """Returns HOST:PORT of the nats-servers of masters. Raises IllegalArgumentError."""
    return tuple(f"{host}:{port}" for host, port in (parse_address(master, CLIENT_PORT) for master in masters))


def checked_name(setting: str, name: str) -> str:
    """Returns a name that may be part of subjects and streams. Raises IllegalArgumentError."""
    if not _NAME.fullmatch(name):
        raise IllegalArgumentError(
            f"[{setting}] must be of letters, digits, [_] and [-] in a cluster, but was [{name}]"
        )
    return name


def purpose_of(role: str, name: str, hosts: tuple[str, ...]) -> Purpose:
    """Returns what a member's certificate is for."""
    return Purpose(name, () if role == CLIENT else hosts, server=role != CLIENT, client=role != SERVER)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
