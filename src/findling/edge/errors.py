"""What goes wrong between an edge, its hub and its devices."""

from findling.base.errors import FindlingError


class EdgeUnreachableError(FindlingError):
    """The other side does not answer: the link is cut, or it does not run."""

    type = "edge_unreachable_exception"
    status = 503


class EdgeRefusedError(FindlingError):
    """The other side answered with an error."""

    type = "edge_refused_exception"
    status = 400


class OutboxFullError(FindlingError):
    """There is no room for events, and nothing that is less important than they are."""

    type = "edge_outbox_full_exception"
    status = 429
