"""What analysis takes from outside of an index's settings: files, and sets of synonyms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError


def _no_sets(name: str) -> Sequence[str]:
    raise ResourceNotFoundError(f"synonyms set [{name}] not found")


@dataclass(frozen=True)
class AnalysisResources:
    """Where named files and sets of synonyms are found.

    config: directory of files; None: files cannot be named
    synonyms_set: returns the rules of a set. Raises ResourceNotFoundError
    """

    config: Path | None = None
    synonyms_set: Callable[[str], Sequence[str]] = _no_sets

    @classmethod
    def unread(cls) -> "AnalysisResources":
        """Returns resources for checking settings before there is an index: nothing is read, all is empty."""
        return _Unread()

    def lines(self, path: str, setting: str) -> list[str]:
        """Returns the lines of a file within the configuration directory. Raises IllegalArgumentError.

        setting: the parameter that names it. An absolute path is taken if it leads into the directory.
        """
        try:
            return self._within(path).read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError as error:
            raise IllegalArgumentError(
                f"Unsupported character encoding detected while reading {setting}: {path} - files must be UTF-8 encoded"
            ) from error
        except PermissionError as error:
            raise IllegalArgumentError(f"Access denied trying to read file {setting}: {path}") from error
        except (OSError, ValueError) as error:
            raise IllegalArgumentError(f"IOException while reading {setting}: {path}") from error

    def files(self, path: str, suffix: str) -> list[Path] | None:
        """Returns the files in a folder of the configuration directory that end so; None if nothing is to be read."""
        try:
            return sorted(file for file in self._within(path).iterdir() if file.suffix == suffix)
        except OSError:
            return []

    def _within(self, path: str) -> Path:
        """Returns where a path in the configuration directory leads. Raises OSError if that is outside of it."""
        if self.config is None:
            raise FileNotFoundError(2, "no configuration directory")
        directory = self.config.resolve()
        found = (directory / path).resolve()
        if not found.is_relative_to(directory):
            raise PermissionError(13, "outside of the configuration directory")
        return found


class _Unread(AnalysisResources):
    """Files and sets that are taken to be there."""

    def __init__(self) -> None:
        super().__init__(None, lambda name: ())

    def lines(self, path: str, setting: str) -> list[str]:
        return []

    def files(self, path: str, suffix: str) -> list[Path] | None:
        return None
