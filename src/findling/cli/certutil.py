"""`findling certutil`: an authority of one's own, and certificates that it issues."""

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import click

from findling.base.lazy import lazy_module

# of the extra findling[tls]
x509 = lazy_module("cryptography.x509", optional=True)
oid = lazy_module("cryptography.x509.oid", optional=True)
hashes = lazy_module("cryptography.hazmat.primitives.hashes", optional=True)
serialization = lazy_module("cryptography.hazmat.primitives.serialization", optional=True)
ec = lazy_module("cryptography.hazmat.primitives.asymmetric.ec", optional=True)

CA_NAMES: Final = ("ca.crt", "ca.key")
_DAY: Final = timedelta(days=1)


@click.group("certutil")
def command() -> None:
    """Make an authority, and certificates for servers and clients (needs findling[tls])."""


@command.command("ca")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", default="Findling authority", show_default=True, help="Its name.")
@click.option("--days", default=3650, show_default=True, help="How long it is valid.")
def make_authority(directory: Path, name: str, days: int) -> None:
    """Make an authority: ca.crt, to be given away, and ca.key, to be kept."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _named(name)
    builder = _builder(subject, subject, key.public_key(), days)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    _write(directory, CA_NAMES, builder.sign(key, hashes.SHA256()), key)


@command.command("cert")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("name")
@click.option("--dns", multiple=True, help="Host name of a server; several times for several.")
@click.option("--ip", multiple=True, help="Address of a server; several times for several.")
@click.option("--client", is_flag=True, help="For a client, whose user name NAME is.")
@click.option("--days", default=365, show_default=True, help="How long it is valid.")
def make_certificate(
    directory: Path, name: str, dns: tuple[str, ...], ip: tuple[str, ...], client: bool, days: int
) -> None:
    """Issue NAME.crt and NAME.key with the authority in DIRECTORY."""
    authority = x509.load_pem_x509_certificate((directory / CA_NAMES[0]).read_bytes())
    ca_key = serialization.load_pem_private_key((directory / CA_NAMES[1]).read_bytes(), None)
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(_named(name), authority.subject, key.public_key(), days)
    usage = oid.ExtendedKeyUsageOID.CLIENT_AUTH if client else oid.ExtendedKeyUsageOID.SERVER_AUTH
    builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    others = [x509.DNSName(host) for host in dns] + [x509.IPAddress(ipaddress.ip_address(address)) for address in ip]
    if others:
        builder = builder.add_extension(x509.SubjectAlternativeName(others), critical=False)
    _write(directory, (f"{name}.crt", f"{name}.key"), builder.sign(ca_key, hashes.SHA256()), key)


def _named(name: str) -> Any:
    return x509.Name([x509.NameAttribute(oid.NameOID.COMMON_NAME, name)])


def _builder(subject: Any, issuer: Any, key: Any, days: int) -> Any:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + days * _DAY)
    )


def _write(directory: Path, names: tuple[str, str], certificate: Any, key: Any) -> None:
    """Writes certificate and key, the key for its owner only. Raises ClickException rather than replace a file."""
    directory.mkdir(parents=True, exist_ok=True)
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    contents = certificate.public_bytes(pem), key.private_bytes(pem, *plain)
    for name, content, mode in zip(names, contents, (0o644, 0o600), strict=True):
        path = directory / name
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
                file.write(content)
        except FileExistsError as error:
            raise click.ClickException(f"{path} is there already") from error
        click.echo(path)
