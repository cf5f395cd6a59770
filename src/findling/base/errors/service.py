"""Errors of doors, limits, shards and disks."""

from typing import Any

from findling.base.errors.core import FindlingError


class SecurityError(FindlingError):
    """A request from where none may come."""

    type = "security_exception"
    status = 403


class AuthenticationError(SecurityError):
    """A request from nobody knows whom.

    challenges: what the `WWW-Authenticate` headers of the answer say
    """

    status = 401
    challenges: tuple[str, ...] = ('Basic realm="security", charset="UTF-8"', 'Bearer realm="security"', "ApiKey")

    def __init__(self, reason: str, challenge: str | None = None, **metadata: Any) -> None:
        if challenge is not None:
            self.challenges = (challenge,)
        shown = challenge if challenge is not None else list(self.challenges)
        super().__init__(reason, **metadata, header={"WWW-Authenticate": shown})

    @classmethod
    def unsuccessful(cls, why: str) -> "AuthenticationError":
        """Returns the error of credentials that nothing takes. why: what they are, and what is wrong with them"""
        return cls(
            "unable to authenticate with provided credentials and anonymous access is not allowed for this request",
            additional_unsuccessful_credentials=why,
        )


class RequestStatusError(FindlingError):
    """A request that is refused by how it came, before anybody asks what it is about."""

    type = "status_exception"
    status = 400


class ServiceAccountTokenError(FindlingError):
    """A token that a service account may not ask for; Elasticsearch answers 500."""

    type = "exception"
    status = 500


class PartlyVisibleError(SecurityError):
    """Something that would tell more of an index than whoever asks may see."""

    status = 400
    is_of_request = True


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


class SlowConsumerError(RejectedExecutionError):
    """A client that does not take the events it has subscribed to."""


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


class BufferUnderflowError(FindlingError):
    """Bytes that end in the middle of a number."""

    type = "buffer_underflow_exception"
    status = 500

    @property
    def shown_reason(self) -> str | None:
        return self.reason or None


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


class ConnectError(FindlingError):
    """Another server that a request needs is not there, or does not speak as it should."""

    type = "connect_exception"
    status = 502
