"""What can be wrong with a place and what is published there."""

from findling.base.errors import FindlingError


class PlaceError(FindlingError):
    """A place that cannot be reached, read or written."""

    type = "published_place_exception"
    status = 500

    @classmethod
    def of(cls, url: str, reason: str) -> "PlaceError":
        """Returns the error of a place by its URL."""
        return cls(f"[{url}] {reason}")


class DamagedObjectError(PlaceError):
    """An object that is not what was published, or is gone; nothing of it is served."""

    type = "published_object_damaged_exception"


class PublishConflictError(FindlingError):
    """Somebody else has published the index since it was read."""

    type = "version_conflict_engine_exception"
    status = 409


class InvalidPlaceError(FindlingError):
    """A URL that names no place."""

    type = "illegal_argument_exception"
    status = 400
