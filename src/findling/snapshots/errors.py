"""What can be wrong with repositories and snapshots. Words and statuses are Elasticsearch's, those of 500 too."""

from findling.base.errors import FindlingError


class RepositoryError(FindlingError):
    """A repository that cannot be set up, reached, read or written."""

    type = "repository_exception"
    status = 500

    @classmethod
    def of(cls, repository: str, reason: str) -> "RepositoryError":
        """Returns the error of a repository by its name."""
        return cls(f"[{repository}] {reason}")


class RepositoryVerificationError(RepositoryError):
    """A repository that does not keep what is written to it."""

    type = "repository_verification_exception"


class RepositoryInUseError(FindlingError):
    """A repository that cannot go while it is worked with."""

    type = "illegal_state_exception"
    status = 500


class SnapshotError(FindlingError):
    """A snapshot that cannot be made, read or cloned."""

    type = "snapshot_exception"
    status = 500


class SnapshotMissingError(SnapshotError):
    """No snapshot of this name."""

    type = "snapshot_missing_exception"
    status = 404

    @classmethod
    def of(cls, repository: str, name: str) -> "SnapshotMissingError":
        """Returns the error of a name."""
        return cls(f"[{repository}:{name}] is missing")


class SnapshotRestoreError(FindlingError):
    """A snapshot that cannot be given back so."""

    type = "snapshot_restore_exception"
    status = 500


class InvalidSnapshotNameError(FindlingError):
    """A name that breaks the rules."""

    type = "invalid_snapshot_name_exception"
    status = 400


class SnapshotNameInUseError(FindlingError):
    """A name that another snapshot of the repository has."""

    type = "snapshot_name_already_in_use_exception"
    status = 400

    @classmethod
    def of(cls, repository: str, name: str, how: str = "already exists") -> "SnapshotNameInUseError":
        """Returns the error of a name. how: "already exists", "is already in-progress" """
        return cls(f"[{repository}:{name}] Invalid snapshot name [{name}], snapshot with the same name {how}")


class ConcurrentSnapshotError(FindlingError):
    """Something that cannot be done while snapshots run."""

    type = "concurrent_snapshot_execution_exception"
    status = 503
