"""A message of a shard's stream: the batch that was decided, and what its client is told."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from findling.base.errors import FindlingError
from findling.cluster.nats.payload import packed, packed_error, unpacked, unpacked_error
from findling.cluster.nats.streams import StoredMessage
from findling.index.operations.operation import UNASSIGNED_SEQ_NO, OperationResult, Outcome
from findling.index.translog.log_record import decode_batch, encode_batch
from findling.index.translog.operation_log import LoggedBatch

BATCH: Final = "Nats-Msg-Id"
TERM: Final = "Fl-Term"
MAPPING: Final = "Fl-Mapping"
_SIZE: Final = struct.Struct("<I")
_OUTCOMES: Final[tuple[Outcome, ...]] = ("created", "updated", "deleted", "not_found", "failed")

PackedResult = tuple[int, int, int, str, bytes | None]
"""An OperationResult whose error, if it has one, is packed."""


@dataclass(frozen=True, slots=True)
class LoggedMessage:
    """What a message of the stream says.

    term: of the primary that wrote it; mapping_version: that the documents need
    batch: None where a new primary only says that it begins
    outcomes: of all operations that were asked for, packed; `results` reads them
    """

    term: int
    mapping_version: int
    batch: LoggedBatch | None
    outcomes: bytes = b""

    def results(self) -> list[OperationResult]:
        """Returns what the client of the batch is told."""
        assert self.batch is not None
        codes, errors = unpacked(self.outcomes)
        numbers = iter(zip(self.batch.seq_nos.tolist(), self.batch.versions.tolist(), strict=True))
        faults = iter(errors)
        results = []
        for code in codes:
            outcome = _OUTCOMES[code]
            if outcome == "failed":
                fault = unpacked_error(next(faults))
                results.append(OperationResult(UNASSIGNED_SEQ_NO, 0, -1, outcome, fault))
            else:
                seq_no, version = next(numbers)
                results.append(OperationResult(seq_no, self.batch.primary_term, version, outcome))
        return results


def encode(batch: LoggedBatch, results: Sequence[OperationResult]) -> bytes:
    """Returns the payload of a message."""
    codes = bytes(_OUTCOMES.index(result.result) for result in results)
    errors = [packed_error(result.error) for result in results if result.error is not None]
    outcomes = packed((codes, errors))
    return _SIZE.pack(len(outcomes)) + outcomes + encode_batch(batch)


def decode(message: StoredMessage) -> LoggedMessage:
    """Returns what a message says. Raises ValueError for one that is damaged."""
    term, version = int(message.headers[TERM]), int(message.headers.get(MAPPING, 0))
    if not message.payload:
        return LoggedMessage(term, version, None)
    (size,) = _SIZE.unpack_from(message.payload)
    start = _SIZE.size + size
    return LoggedMessage(term, version, decode_batch(message.payload[start:]), message.payload[_SIZE.size : start])


def pack_results(results: Sequence[OperationResult]) -> list[PackedResult]:
    """Returns results as they go from node to node."""
    return [
        (r.seq_no, r.primary_term, r.version, r.result, None if r.error is None else packed_error(r.error))
        for r in results
    ]


def unpack_results(rows: Sequence[PackedResult]) -> list[OperationResult]:
    """Returns results as they were."""
    return [
        OperationResult(seq_no, term, version, outcome, _error(error))  # type: ignore[arg-type]
        for seq_no, term, version, outcome, error in rows
    ]


def _error(data: bytes | None) -> FindlingError | None:
    return None if data is None else unpacked_error(data)
