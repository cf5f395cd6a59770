"""What goes wrong between a node and the cluster."""

from findling.base.errors import FindlingError


class ClusterUnavailableError(FindlingError):
    """NATS, or a majority of its servers, is not there."""

    type = "master_not_discovered_exception"
    status = 503


class NodeUnreachableError(FindlingError):
    """A node that does not answer."""

    type = "node_not_connected_exception"
    status = 503


class SequenceTakenError(FindlingError):
    """A message that was not stored: the stream has gone on since its writer last looked."""

    type = "version_conflict_engine_exception"
    status = 409


class OutcomeUnknownError(ClusterUnavailableError):
    """A write of which nobody knows whether it is stored: its acknowledgement did not come in time."""

    type = "unavailable_shards_exception"
