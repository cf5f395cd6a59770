"""What goes wrong with functions and what is deployed to edges."""

from findling.base.errors import FindlingError, IllegalArgumentError


class BundleRefusedError(IllegalArgumentError):
    """A bundle that is broken, was changed, or is signed by nobody who is trusted."""

    type = "bundle_refused_exception"


class FunctionFailedError(FindlingError):
    """A bundle whose module cannot be imported, or a function that raised; its process goes on."""

    type = "edge_function_exception"


class FunctionDiedError(FunctionFailedError):
    """A process that ended, was killed by a limit, or did not answer in time."""
