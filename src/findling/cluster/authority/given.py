"""Masters whose authority is given to them, as orchestrators do it: each enrols itself, and asks nobody.

The authority's certificate and key are made once, and come to every master in a folder (a secret of Kubernetes). The
seed of a master's nkey follows from that key and the master's name, so that each knows the public halves of the others
before it has met them. Certificates are issued anew at every start.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from findling.cluster.authority.certificates import (
    Pair,
    authority_hash,
    beginning_ms,
    derived_secret,
    expiry_ms,
    new_authority,
)
from findling.cluster.authority.enrolment import Enrolment
from findling.cluster.authority.errors import EnrolmentError
from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.issuing import AUTHORITY_DAYS, DAYS, checked_name, with_loopback, write_papers
from findling.cluster.authority.records import Enrolled, Records
from findling.cluster.authority.user_keys import derived_seed, public_key

CERTIFICATE: Final = "ca.crt"
KEY: Final = "ca.key"
_MASTER: Final = "master"


@dataclass(frozen=True, slots=True)
class GivenPlace:
    """Where a master stands.

    masters: HOST:PORT of the nats-server of each master, by its name; this one's among them
    hosts: further names and addresses by which clients reach this one; virtual: those that move between the masters
    door: HOST:PORT where further nodes join; bind: address at which servers listen, None: that of the master's host
    """

    cluster: str
    name: str
    masters: Mapping[str, str]
    hosts: tuple[str, ...] = ()
    virtual: tuple[str, ...] = ()
    door: str | None = None
    bind: str | None = None


def make_authority(folder: Path, cluster: str) -> str:
    """Makes an authority's certificate and key in a folder, and returns its hash.

    Raises EnrolmentError if one is there.
    """
    checked_name("cluster_name", cluster)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = new_authority(f"Findling cluster {cluster}", AUTHORITY_DAYS)
    try:
        for name, content in ((KEY, made.key), (CERTIFICATE, made.certificate)):
            # never readable by others, not for a moment: the folder may have been there
            opened = os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(opened, "wb") as file:
                file.write(content)
    except FileExistsError as error:
        raise EnrolmentError(f"{folder} has an authority already") from error
    return authority_hash(made.certificate)


def read_authority(folder: Path) -> Pair:
    """Returns the authority in a folder. Raises EnrolmentError."""
    try:
        return Pair((folder / CERTIFICATE).read_bytes(), (folder / KEY).read_bytes())
    except OSError as error:
        raise EnrolmentError(f"{error.filename} cannot be read: {error.strerror}") from error


def enrol_master(files: EnrolmentFiles, authority: Pair, place: GivenPlace, days: int = DAYS) -> None:
    """Makes the data directory a master's, or gives it fresh certificates. days: how long those are valid

    Raises EnrolmentError if the place is none among the masters, or the directory belongs to another one or to another
    authority.
    """
    checked_name("cluster_name", place.cluster)
    for name in (place.name, *place.masters):
        checked_name("node_name", name)
    if place.name not in place.masters:
        raise EnrolmentError(f"[{place.name}] is none of the masters {', '.join(place.masters)}")
    _check_same(files, authority, place)
    known = Records(members={member.key: member for member in _masters(authority, place)})
    files.write_pair(authority)
    records = files.change_records(lambda records: records.merged(known, beginning_ms(authority.certificate)))
    seed = _seed(authority, place.cluster, place.name)
    if records.members[public_key(seed)].revoked:
        raise EnrolmentError(
            f"the key of [{place.name}] was revoked: a master that is not trusted wants a new authority"
        )
    write_papers(files, place.name, _hosts(place, place.name), seed, days)
    files.write_enrolment(_enrolment(place))


def _check_same(files: EnrolmentFiles, authority: Pair, place: GivenPlace) -> None:
    if not files.are_there:
        return
    before = files.enrolment()
    for what, ours, given in (
        ("authority", authority_hash(files.ca.read_bytes()), authority_hash(authority.certificate)),
        ("cluster", before.cluster, place.cluster),
        ("node", before.name, place.name),
    ):
        if ours != given:
            raise EnrolmentError(f"{files.path} belongs to the {what} [{ours}], not to [{given}]")


def _masters(authority: Pair, place: GivenPlace) -> list[Enrolled]:
    """Returns what the authority remembers of its masters: the same, whichever of them writes it down."""
    since, until = beginning_ms(authority.certificate), expiry_ms(authority.certificate)
    shared = replace(place, hosts=())
    return [
        Enrolled(public_key(_seed(authority, place.cluster, name)), name, _MASTER, _hosts(shared, name), since, until)
        for name in place.masters
    ]


def _seed(authority: Pair, cluster: str, name: str) -> str:
    return derived_seed(derived_secret(authority.key, f"findling nkey {cluster} {name}"))


def _hosts(place: GivenPlace, name: str) -> tuple[str, ...]:
    return with_loopback((place.masters[name].rpartition(":")[0], *place.hosts, *place.virtual))


def _enrolment(place: GivenPlace) -> Enrolment:
    addresses = tuple(place.masters.values())
    own = place.masters[place.name]
    return Enrolment(place.cluster, place.name, _MASTER, addresses, own, place.door, place.virtual, place.bind)
