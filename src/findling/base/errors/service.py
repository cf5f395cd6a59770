"""Errors of doors, limits, shards and disks."""

from findling.base.errors.core import FindlingError


class SecurityError(FindlingError):
    """A request from where none may come."""

    type = "security_exception"
    status = 403


class ClusterBlockError(FindlingError):
    """An operation that a block on the index or cluster forbids."""

    type = "cluster_block_exception"
    status = 403


class RetryableBlockError(ClusterBlockError):
    """An operation that only a block forbids which goes away by itself, such as that of a full disk."""

    status = 429


class ContentTooLargeError(FindlingError):
    """A request body above `http.max_content_length`."""

    type = "content_too_long_exception"
    status = 413


class MediaTypeError(FindlingError):
    """A media type header that asks for a version Findling does not speak."""

    type = "media_type_header_exception"
    status = 400


class UnsupportedContentTypeError(FindlingError):
    """A Content-Type that the route does not take."""

    type = "content_type_header_exception"
    status = 406


class CircuitBreakingError(FindlingError):
    """A request that would need more memory than the budget allows."""

    type = "circuit_breaking_exception"
    status = 429


class RejectedExecutionError(FindlingError):
    """A request refused because the queues are full."""

    type = "es_rejected_execution_exception"
    status = 429


class UnavailableShardsError(FindlingError):
    """A write to a shard with fewer copies than it waits for."""

    type = "unavailable_shards_exception"
    status = 503


class NoShardAvailableError(FindlingError):
    """A read of a shard that cannot be opened; its cause says why."""

    type = "no_shard_available_action_exception"
    status = 503


class DiskFullError(RetryableBlockError):
    """A write that found the disk full."""


class StateNotStoredError(FindlingError):
    """The cluster state could not be written: nobody knows whether the change will be there after a restart."""

    type = "failed_to_commit_cluster_state_exception"
    status = 503


class StorageError(FindlingError):
    """The disk refused to take or give bytes: full, read-only or broken."""

    type = "i_o_exception"
    status = 500


class EndOfFileError(FindlingError):
    """Bytes that break off before what they announce."""

    type = "e_o_f_exception"
    status = 500

    @property
    def shown_reason(self) -> str | None:
        return self.reason or None


class CorruptIndexError(FindlingError):
    """Bytes of a segment or commit point that do not match their checksum."""

    type = "corrupt_index_exception"


class TranslogCorruptedError(FindlingError):
    """A damaged translog record that is not the torn tail of the last write."""

    type = "translog_corrupted_exception"
