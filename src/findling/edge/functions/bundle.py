"""Bundle: a version of functions, of a model, of a pipeline, or of an index, as it is deployed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from findling.base.errors import IllegalArgumentError
from findling.edge.functions.confinement import Limits
from findling.edge.functions.errors import BundleRefusedError
from findling.edge.functions.signed_files import SigningKey, pack, unpack

FUNCTIONS: Final = "functions"
MODEL: Final = "model"
PIPELINE: Final = "pipeline"
INDEX: Final = "index"
_KINDS: Final = (FUNCTIONS, MODEL, PIPELINE, INDEX)
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What is deployed under a name and a version.

    module: what declares the functions; settings: of a model how it is asked, of a pipeline what goes through it, of an
        index which one it is
    """

    kind: str = FUNCTIONS
    name: str
    version: str
    module: str = "main"
    limits: Limits = field(default_factory=Limits)
    settings: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes]

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise IllegalArgumentError(f"a bundle is one of {list(_KINDS)}, not [{self.kind}]")
        if not _NAME.fullmatch(self.name):
            raise IllegalArgumentError(f"[{self.name}] is no name of a bundle: small letters, digits, - and _")
        if not _VERSION.fullmatch(self.version):
            raise IllegalArgumentError(f"[{self.version}] is no version of a bundle: letters, digits, ., - and _")

    @classmethod
    def of_folder(cls, folder: Path, **members: Any) -> Self:
        """Returns a bundle of the files in a folder, without what Python compiled. Raises IllegalArgumentError."""
        paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
        return cls(**members, files={path.relative_to(folder).as_posix(): path.read_bytes() for path in paths})

    @classmethod
    def opened(cls, archive: bytes, trusted: Iterable[str]) -> Self:
        """Reads an archive that one of the trusted keys has signed. Raises BundleRefusedError."""
        found = unpack(archive, trusted)
        try:
            about = dict(found.about)
            return cls(**{**about, "limits": Limits.parse(about["limits"])}, files=found.files)
        except (IllegalArgumentError, KeyError, TypeError) as error:
            raise BundleRefusedError(f"the bundle says what this node does not understand: {error}") from error

    def signed(self, key: SigningKey) -> bytes:
        """Returns it as an archive. Raises BundleRefusedError for paths that lead elsewhere."""
        about = {
            "kind": self.kind,
            "name": self.name,
            "version": self.version,
            "module": self.module,
            "limits": self.limits.to_json(),
            "settings": dict(self.settings),
        }
        return pack(about, self.files, key)

    def write(self, folder: Path) -> None:
        """Writes its files below a folder."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
