"""What may be written to a data stream, and to its backing indices."""

from findling.base.errors import FindlingError, IllegalArgumentError, ResourceNotFoundError, StreamExcludedError
from findling.cluster.state import ClusterState
from findling.cluster.streams.data_stream import DataStream
from findling.node.documents.bulk_item import BulkItem


def check_stream_write(state: ClusterState, name: str, item: BulkItem, is_known: bool) -> DataStream | None:
    """Returns the stream that a write goes to by that name, None for other indices.

    is_known: whether another write of the request has used the name, of which the error says less then
    Raises IllegalArgumentError for what streams, or their backing indices, do not take.
    """
    parent = state.streams.parent(name)
    if parent is not None and item.is_failure:
        return None
    if parent is not None:
        _check_backing(parent, item)
        return None
    stream = _written(state, name)
    if stream is None:
        return None
    if item.action != "create":
        error = IllegalArgumentError("only write ops with an op_type of create are allowed in data streams")
        raise error from (None if is_known or item.action == "update" else StreamExcludedError(name))
    if item.routing is not None and not stream.allow_custom_routing:
        raise IllegalArgumentError(
            f"index request targeting data stream [{stream.name}] specifies a custom routing but the "
            "[allow_custom_routing] setting was not enabled in the data stream's template."
        )
    return stream


def _written(state: ClusterState, name: str) -> DataStream | None:
    alias = state.streams.aliases.get(name)
    return state.streams.get(name if alias is None else alias.write_stream or "")


def _check_backing(parent: DataStream, item: BulkItem) -> None:
    fault = None
    if item.action == "create":
        fault = "op_type=create"
    elif item.action == "index" and (item.if_seq_no is None or item.if_primary_term is None):
        fault = "op_type=index and no if_primary_term and if_seq_no set"
    if fault is not None:
        raise IllegalArgumentError(
            f"index request with {fault} targeting backing indices is disallowed, target corresponding data stream "
            f"[{parent.name}] instead"
        )


def no_stream_template(name: str) -> FindlingError:
    """Returns the error of a write that has to go to a data stream, where none can be made."""
    error = StreamExcludedError(name)
    error.reason = (
        f"no such index [{name}] and the index creation request requires a data stream, but no matching index template "
        "with data stream template was found for it"
    )
    error.metadata = {"index_uuid": "_na_", "index": name}
    return error


def stream_required(name: str) -> FindlingError:
    """Returns the error of a write that has to go to a data stream, where the name is of something else."""
    return ResourceNotFoundError(f"[require_data_stream] request flag is [true] and [{name}] is not a data stream")
