"""What goes wrong with models and their endpoints."""

from findling.base.errors import FindlingError


class InferenceError(FindlingError):
    """A model that did not answer as it should; has the status of what went wrong."""

    type = "status_exception"

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status  # type: ignore[misc]


class InferenceFieldError(FindlingError):
    """A field of a document for which a model did not answer; has the status of the cause."""

    type = "inference_exception"

    def __init__(self, reason: str, cause: FindlingError) -> None:
        super().__init__(reason)
        self.status = cause.status  # type: ignore[misc]
