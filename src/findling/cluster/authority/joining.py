"""Joining a cluster: the authority is recognised by its hash, then asked for certificates."""

import http.client
import json
import ssl
from dataclasses import dataclass
from typing import Any, Final

from findling.cluster.authority.addresses import DOOR_PORT, parse_address
from findling.cluster.authority.certificates import Pair, authority_hash, new_request
from findling.cluster.authority.door import AUTHORITY_PATH, JOIN_PATH
from findling.cluster.authority.enrolment import Enrolment
from findling.cluster.authority.errors import EnrolmentError, JoinRefusedError
from findling.cluster.authority.files import ROLES, EnrolmentFiles
from findling.cluster.authority.join_request import JoinRequest
from findling.cluster.authority.records import Records
from findling.cluster.authority.user_keys import new_seed, public_key

_PATIENCE_S: Final = 20.0
_LARGEST: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who wishes to join.

    hosts: what others reach it by; cluster: which one, None for any
    listen, door: HOST:PORT of a master's nats-server, and where it lets others join
    """

    name: str
    kind: str
    hosts: tuple[str, ...] = ()
    cluster: str | None = None
    listen: str | None = None
    door: str | None = None


def join(files: EnrolmentFiles, door: str, token: str, ca_hash: str, applicant: Applicant) -> Enrolment:
    """Makes keys, has them certified, writes all of it down, and returns the place in the cluster.

    door: HOST[:PORT] of a master's door; ca_hash: sha256:HEX that the authority is known by
    Raises JoinRefusedError naming what is wrong, EnrolmentError if nobody answers or there is an enrolment already.
    """
    if files.are_there:
        raise EnrolmentError(f"{files.path} belongs to the cluster [{files.enrolment().cluster}] already")
    host, port = parse_address(door, DOOR_PORT)
    certificate = _recognised(host, port, ca_hash)
    seed, made = new_seed(), {role: new_request(applicant.name) for role in ROLES}
    request = JoinRequest(
        token, applicant.cluster, applicant.name, applicant.kind, tuple(applicant.hosts), applicant.listen,
        applicant.door,         public_key(seed), {role: request for role, (request, _) in made.items()},
    )  # fmt: skip
    context = ssl.create_default_context(cadata=certificate.decode("ascii"))
    answer = _asked(host, port, context, "POST", JOIN_PATH, request.to_json())
    _write(files, answer, seed, {role: key for role, (_, key) in made.items()})
    return files.enrolment()


def _recognised(host: str, port: int, ca_hash: str) -> bytes:
    """Returns the authority's certificate if it has the hash. Nothing that is secret is sent before."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    answer = _asked(host, port, context, "GET", AUTHORITY_PATH)
    certificate = str(answer["authority"]).encode()
    found = authority_hash(certificate)
    if found != ca_hash.strip().lower():
        raise JoinRefusedError(f"the authority at {host}:{port} has the hash {found}, not {ca_hash}: it is another's")
    return certificate


def _asked(
    host: str, port: int, context: ssl.SSLContext, method: str, path: str, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    connection = http.client.HTTPSConnection(host, port, timeout=_PATIENCE_S, context=context)
    try:
        connection.request(method, path, None if body is None else json.dumps(body))
        answer = connection.getresponse()
        found = json.loads(answer.read(_LARGEST))
    except ssl.SSLCertVerificationError as error:
        raise JoinRefusedError(
            f"the certificate of {host}:{port} is not to be trusted: {error.verify_message}"
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise EnrolmentError(f"no master answers at {host}:{port}: {error}") from error
    finally:
        connection.close()
    if answer.status != 200:
        raise JoinRefusedError(str(found.get("error")))
    return dict(found)


def _write(files: EnrolmentFiles, answer: dict[str, Any], seed: str, keys: dict[str, bytes]) -> None:
    authority = answer["authority"].encode()
    if "authority_key" in answer:
        files.write_pair(Pair(authority, answer["authority_key"].encode()))
        given = Records.from_json(answer["records"])
        files.change_records(lambda _: given)
    else:
        files.write_authority(authority)
    for role in ROLES:
        files.write_pair(Pair(answer["certificates"][role].encode(), keys[role]), role)
    files.write_seed(seed)
    files.write_enrolment(Enrolment.from_json(answer["place"]))
