"""A certificate authority and the certificates that it issues. Keys are of the curve P-256."""

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from findling.base.lazy import lazy_module
from findling.cluster.authority.errors import EnrolmentError, JoinRefusedError

# of the extras findling[tls] and findling[cluster]
x509 = lazy_module("cryptography.x509", optional=True)
exceptions = lazy_module("cryptography.exceptions", optional=True)
oid = lazy_module("cryptography.x509.oid", optional=True)
hashes = lazy_module("cryptography.hazmat.primitives.hashes", optional=True)
serialization = lazy_module("cryptography.hazmat.primitives.serialization", optional=True)
ec = lazy_module("cryptography.hazmat.primitives.asymmetric.ec", optional=True)
hkdf = lazy_module("cryptography.hazmat.primitives.kdf.hkdf", optional=True)

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key, in PEM."""

    certificate: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a certificate is for. hosts: names and addresses of a server"""

    name: str
    hosts: tuple[str, ...] = ()
    server: bool = False
    client: bool = False


def new_key() -> tuple[Any, bytes]:
    """Returns a private key, and its PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key, key.private_bytes(serialization.Encoding.PEM, *plain)


def new_authority(name: str, days: int) -> Pair:
    """Returns the certificate and key of an authority, which signs itself."""
    key, pem = new_key()
    subject, public = _named(name), key.public_key()
    usage = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
         "encipher_only", "decipher_only"), False
    )  # fmt: skip
    made = (
        _dated(subject, subject, public, days)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Pair(made.public_bytes(serialization.Encoding.PEM), pem)


def issued(authority: Pair, purpose: Purpose, public_key: Any, days: int) -> bytes:
    """Returns a certificate of a public key, in PEM."""
    parent = x509.load_pem_x509_certificate(authority.certificate)
    parent_key = serialization.load_pem_private_key(authority.key, None)
    usages = [
        usage
        for usage, wanted in (
            (oid.ExtendedKeyUsageOID.SERVER_AUTH, purpose.server),
            (oid.ExtendedKeyUsageOID.CLIENT_AUTH, purpose.client),
        )
        if wanted
    ]
    builder = _dated(_named(purpose.name), parent.subject, public_key, days)
    builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(parent.public_key()), critical=False
    )
    if purpose.hosts:
        names = x509.SubjectAlternativeName([_host(host) for host in purpose.hosts])
        builder = builder.add_extension(names, critical=False)
    pem: bytes = builder.sign(parent_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    return pem


def issued_pair(authority: Pair, purpose: Purpose, days: int) -> Pair:
    """Returns a certificate of a new key, and that key."""
    key, pem = new_key()
    return Pair(issued(authority, purpose, key.public_key(), days), pem)


def new_request(name: str) -> tuple[bytes, bytes]:
    """Returns a signing request for a new key, and that key; both PEM."""
    key, pem = new_key()
    request = x509.CertificateSigningRequestBuilder().subject_name(_named(name)).sign(key, hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM), pem


def requested_key(request: bytes) -> Any:
    """Returns the public key of a signing request, whose sender has shown to hold the private one.

    Raises JoinRefusedError, for keys of other kinds than are made here as well.
    """
    try:
        found = x509.load_pem_x509_csr(request)
        key = found.public_key()
    except (ValueError, exceptions.UnsupportedAlgorithm) as error:
        raise JoinRefusedError(f"a signing request cannot be read: {error}") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise JoinRefusedError("a signing request must be for a key of the curve P-256")
    if not found.is_signature_valid:
        raise JoinRefusedError("a signing request has a wrong signature")
    return key


def authority_hash(certificate: bytes) -> str:
    """Returns what an authority is recognised by: sha256 of its public key's DER, as kubeadm has it.

    certificate: PEM. Raises EnrolmentError.
    """
    try:
        public = x509.load_pem_x509_certificate(certificate).public_key()
    except ValueError as error:
        raise EnrolmentError(f"the authority's certificate cannot be read: {error}") from error
    encoded = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"sha256:{hashlib.sha256(encoded).hexdigest()}"


def derived_secret(key: bytes, purpose: str) -> bytes:
    """Returns 32 bytes that only who has the key can know, others for each purpose (HKDF with SHA-256).

    key: PEM of a private key of P-256. Raises EnrolmentError.
    """
    try:
        number = serialization.load_pem_private_key(key, None).private_numbers().private_value
    except (ValueError, TypeError, AttributeError) as error:
        raise EnrolmentError(f"the authority's key cannot be read: {error}") from error
    derive = hkdf.HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode())
    return bytes(derive.derive(number.to_bytes(32, "big")))


def beginning_ms(certificate: bytes) -> int:
    """Returns when a certificate begins to be valid."""
    return int(x509.load_pem_x509_certificate(certificate).not_valid_before_utc.timestamp() * 1000)


def expiry_ms(certificate: bytes) -> int:
    """Returns when a certificate ends to be valid."""
    return int(x509.load_pem_x509_certificate(certificate).not_valid_after_utc.timestamp() * 1000)


def hosts_of(certificate: bytes) -> list[str]:
    """Returns the names and addresses that a certificate is for."""
    names: Sequence[Any] = (
        x509.load_pem_x509_certificate(certificate)
        .extensions.get_extension_for_class(x509.SubjectAlternativeName)
        .value
    )
    return [str(name.value) for name in names]


def _host(host: str) -> Any:
    try:
        return x509.IPAddress(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return x509.DNSName(host)


def _named(name: str) -> Any:
    return x509.Name([x509.NameAttribute(oid.NameOID.COMMON_NAME, name)])


def _dated(subject: Any, issuer: Any, public_key: Any, days: int) -> Any:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + days * _DAY)
    )
