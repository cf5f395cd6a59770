"""Types of repositories: what their settings mean."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from findling.base.errors import FindlingError, IllegalArgumentError, ParseError
from findling.base.json_values import scalar_text
from findling.base.settings import parse_bool
from findling.base.units import parse_bytes
from findling.base.wildcards import matches
from findling.codec.blobs.folder import Folder
from findling.codec.blobs.object_store import ObjectBlobs
from findling.codec.blobs.store import BlobStore, BlobStoreError
from findling.codec.blobs.url import UrlBlobs
from findling.snapshots.errors import RepositoryError
from findling.snapshots.repository import Repository

Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the operator allows, and knows.

    folders: path.repo, below which repositories may be; urls: patterns of URLs that may be read
    secret: a text of the keystore by name, None if there is none; sync: see Folder
    """

    folders: Sequence[Path]
    urls: Sequence[str] = ()
    secret: Callable[[str], str | None] = lambda name: None
    sync: bool = True


def repository_of(name: str, definition: Mapping[str, Any], surroundings: Surroundings) -> Repository:
    """Returns the repository of a definition. Raises RepositoryError."""
    kind, settings = definition["type"], definition.get("settings", {})
    if kind == "source":  # sources only: a whole snapshot serves as well
        kind = settings.get("delegate_type", "")
    opener = _KINDS.get(kind) if isinstance(kind, str) else None
    if opener is None:
        raise RepositoryError.of(name, f"repository type [{_kind_text(kind)}] does not exist for project [default]")
    try:
        _check_common(settings)
        blobs = opener(name, settings, surroundings)
        readonly = kind == "url" or parse_bool("readonly", settings.get("readonly", "false"))
    except (FindlingError, BlobStoreError) as error:
        raise RepositoryError.of(name, "failed to create repository") from _told(error)
    return Repository(name, blobs, readonly)


def _kind_text(kind: object) -> str:
    return f"[{', '.join(map(scalar_text, kind))}]" if isinstance(kind, list) else scalar_text(kind)


def _told(error: FindlingError | OSError) -> FindlingError:
    return error if isinstance(error, FindlingError) else IllegalArgumentError(str(error))


def _check_common(settings: Settings) -> None:
    for key in ("compress", "readonly"):
        parse_bool(key, settings.get(key, "true"))
    for key in ("chunk_size", "max_snapshot_bytes_per_sec", "max_restore_bytes_per_sec"):
        if key in settings:
            _parse_size(key, settings[key])
    most = settings.get("max_number_of_snapshots", "500")
    if not str(most).lstrip("-").isdigit():
        raise IllegalArgumentError(f"Failed to parse value [{most}] for setting [max_number_of_snapshots]")
    if int(most) < 1:
        raise IllegalArgumentError(f"Failed to parse value [{most}] for setting [max_number_of_snapshots] must be >= 1")


def _parse_size(key: str, value: object) -> None:
    try:
        parse_bytes(str(value), key)
    except ParseError as error:
        raise IllegalArgumentError(error.reason) from error


def _fs(name: str, settings: Settings, surroundings: Surroundings) -> BlobStore:
    location = settings.get("location")
    if not location:
        raise RepositoryError.of(name, "missing location")
    return Folder(_allowed(name, str(location), surroundings), surroundings.sync)


def _allowed(name: str, location: str, surroundings: Surroundings) -> Path:
    """Returns the folder of a location; one that is relative is below the first folder allowed."""
    if not surroundings.folders:
        raise RepositoryError.of(
            name, f"location [{location}] doesn't match any of the locations specified by path.repo because this "
            "setting is empty"
        )  # fmt: skip
    path = _resolved(surroundings.folders[0] / location)
    if not any(path.is_relative_to(_resolved(folder)) for folder in surroundings.folders):
        raise RepositoryError.of(
            name, f"location [{location}] doesn't match any of the locations specified by path.repo"
        )
    return path


def _resolved(path: Path) -> Path:
    return path.absolute().resolve()


def _url(name: str, settings: Settings, surroundings: Surroundings) -> BlobStore:
    url = settings.get("url")
    if not url:
        raise RepositoryError.of(name, "missing url")
    parts = urlsplit(str(url))
    if parts.scheme == "file":
        return Folder(_allowed_file(name, str(url), unquote(parts.path), surroundings), surroundings.sync)
    if parts.scheme not in ("http", "https"):
        raise RepositoryError.of(name, f"unsupported url protocol [{parts.scheme}] from URL [{url}]")
    if not any(matches(pattern, str(url)) for pattern in surroundings.urls):
        raise _url_refused(name, str(url))
    return UrlBlobs(str(url))


def _allowed_file(name: str, url: str, path: str, surroundings: Surroundings) -> Path:
    try:
        return _allowed(name, path, surroundings)
    except RepositoryError:
        raise _url_refused(name, url) from None


def _url_refused(name: str, url: str) -> RepositoryError:
    return RepositoryError.of(
        name, f"file url [{url}] doesn't match any of the locations specified by path.repo or "
        "repositories.url.allowed_urls"
    )  # fmt: skip


def _s3(name: str, settings: Settings, surroundings: Surroundings) -> BlobStore:
    client = f"s3.client.{settings.get('client', 'default')}"
    config = {
        "endpoint": _endpoint(settings),
        "region": settings.get("region"),
        "virtual_hosted_style_request": _inverted(settings.get("path_style_access")),
        "access_key_id": surroundings.secret(f"{client}.access_key"),
        "secret_access_key": surroundings.secret(f"{client}.secret_key"),
        "session_token": surroundings.secret(f"{client}.session_token"),
        "client_options": {"allow_http": True} if str(_endpoint(settings)).startswith("http://") else None,
    }
    return _objects("s3", name, "bucket", settings, config)


def _endpoint(settings: Settings) -> str | None:
    endpoint = settings.get("endpoint")
    if endpoint is None or "://" in str(endpoint):
        return endpoint
    return f"{settings.get('protocol', 'https')}://{endpoint}"


def _inverted(value: object) -> str | None:
    return None if value is None else "false" if parse_bool("path_style_access", value) else "true"


def _gcs(name: str, settings: Settings, surroundings: Surroundings) -> BlobStore:
    client = f"gcs.client.{settings.get('client', 'default')}"
    config = {"service_account_key": surroundings.secret(f"{client}.credentials_file")}
    return _objects("gcs", name, "bucket", settings, config)


def _azure(name: str, settings: Settings, surroundings: Surroundings) -> BlobStore:
    client = f"azure.client.{settings.get('client', 'default')}"
    config = {
        "account_name": surroundings.secret(f"{client}.account"),
        "access_key": surroundings.secret(f"{client}.key"),
        "sas_token": surroundings.secret(f"{client}.sas_token"),
        "endpoint": _endpoint(settings),
    }
    return _objects("azure", name, "container", settings, config)


def _objects(kind: str, name: str, member: str, settings: Settings, config: Mapping[str, Any]) -> BlobStore:
    """member: the setting that names the bucket"""
    bucket = settings.get(member)
    if not bucket:
        raise IllegalArgumentError(f"No {member} defined for {kind} repository")
    given = {key: value for key, value in config.items() if value is not None}
    return ObjectBlobs(kind, str(bucket), str(settings.get("base_path", "")), given)


_KINDS: Final[Mapping[str, Callable[[str, Settings, Surroundings], BlobStore]]] = {
    "fs": _fs,
    "url": _url,
    "s3": _s3,
    "gcs": _gcs,
    "azure": _azure,
}
