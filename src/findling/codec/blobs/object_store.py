"""Blobs as objects of S3, Google Cloud Storage or Azure, through obstore."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from findling.codec.blobs.store import (
    BlobChangedError,
    BlobExistsError,
    BlobInfo,
    BlobMissingError,
    BlobStoreError,
    Check,
    VersionedBlob,
)

KINDS: Final = {"s3": "S3Store", "gcs": "GCSStore", "azure": "AzureStore"}
_PIECE: Final = 8 << 20
_DELETED_AT_ONCE: Final = 1000


class ObjectBlobs:
    """The blobs below a path of a bucket."""

    def __init__(self, kind: str, bucket: str, base_path: str, config: Mapping[str, Any]) -> None:
        """kind: one of KINDS; config: as obstore names it. Raises BlobStoreError, also where obstore is missing."""
        try:
            import obstore
            import obstore.exceptions
            import obstore.store
        except ImportError as error:
            raise BlobStoreError("object stores need the library obstore: pip install findling[objects]") from error
        self._obstore: Any = obstore
        self._errors = obstore.exceptions
        prefix = base_path.strip("/") or None
        with self._told(bucket):
            self._store: Any = getattr(obstore.store, KINDS[kind])(bucket, prefix=prefix, **config)

    def get(self, name: str) -> bytes:
        with self._told(name):
            return bytes(self._obstore.get(self._store, name).bytes())

    def get_ranges(self, name: str, bounds: Sequence[tuple[int, int]]) -> list[bytes]:
        starts, ends = [start for start, _ in bounds], [end for _, end in bounds]
        with self._told(name):
            return [bytes(piece) for piece in self._obstore.get_ranges(self._store, name, starts=starts, ends=ends)]

    def get_version(self, name: str, known: str | None = None) -> VersionedBlob | None:
        options = None if known is None else {"if_none_match": _e_tag(known)}
        with self._told(name):
            try:
                found = self._obstore.get(self._store, name, options=options)
            except self._errors.NotModifiedError:
                return None
            return VersionedBlob(bytes(found.bytes()), _version(found.meta))

    def get_file(self, name: str, path: Path, check: Check) -> None:
        with self._told(name):
            pieces = self._obstore.get(self._store, name).stream(min_chunk_size=_PIECE)
            with path.open("xb") as target:
                for piece in pieces:
                    check()
                    target.write(piece)

    def put(self, name: str, data: bytes) -> None:
        with self._told(name):
            self._obstore.put(self._store, name, data)

    def create(self, name: str, data: bytes) -> None:
        with self._told(name):
            self._obstore.put(self._store, name, data, mode="create", use_multipart=False)

    def replace(self, name: str, data: bytes, version: str | None) -> str:
        mode = "create" if version is None else _parts(version)
        try:
            with self._told(name):
                return _version(self._obstore.put(self._store, name, data, mode=mode, use_multipart=False))
        except BlobExistsError as error:
            raise BlobChangedError(name) from error
        except BlobMissingError as error:
            raise BlobChangedError(name) from error

    def put_file(self, name: str, path: Path, check: Check) -> None:
        with self._told(name):
            self._obstore.put(self._store, name, _pieces(path, check), chunk_size=_PIECE)

    def list(self, prefix: str) -> Iterator[BlobInfo]:
        with self._told(prefix):
            for page in self._obstore.list(self._store, prefix.rstrip("/") or None):
                for found in page:
                    yield BlobInfo(found["path"], found["size"], found["last_modified"].timestamp())

    def delete(self, names: Iterable[str]) -> None:
        waiting = list(names)
        while waiting:
            with self._told(waiting[0]):
                try:
                    self._obstore.delete(self._store, waiting[:_DELETED_AT_ONCE])
                except (FileNotFoundError, self._errors.NotFoundError):
                    self._delete_one_by_one(waiting[:_DELETED_AT_ONCE])
            del waiting[:_DELETED_AT_ONCE]

    def _delete_one_by_one(self, names: Iterable[str]) -> None:
        for name in names:
            try:
                self._obstore.delete(self._store, name)
            except (FileNotFoundError, self._errors.NotFoundError):
                continue

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """Turns obstore's errors into those of blob stores."""
        try:
            yield
        except (self._errors.NotFoundError, FileNotFoundError) as error:
            raise BlobMissingError(name) from error
        except (self._errors.AlreadyExistsError, self._errors.PreconditionError) as error:
            raise BlobExistsError(name) from error
        except (self._errors.BaseError, ValueError) as error:
            raise BlobStoreError(f"{name}: {str(error).splitlines()[0]}") from error


def _version(told: Mapping[str, Any]) -> str:
    """Returns the version of what a store tells of an object: its ETag, and the number that some stores go by."""
    return f"{told.get('e_tag') or ''} {told.get('version') or ''}"


def _e_tag(version: str) -> str:
    return version.partition(" ")[0]


def _parts(version: str) -> dict[str, str]:
    e_tag, _, number = version.partition(" ")
    return {"e_tag": e_tag, **({"version": number} if number else {})}


def _pieces(path: Path, check: Check) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            check()
            yield piece
