"""What NATS has put on the disk before it acknowledged a publication of QoS 1: read in order, forgotten when done with.

NATS keeps such messages in a stream while anybody has interest in them, and acknowledges them once they are there. The
interest is a consumer of our own, made before devices are let in for the first time. So what is acknowledged waits
here, whatever happens to this program; and if there is no room, devices get no acknowledgement and are disconnected.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import orjson

from findling.cluster.nats.connection import JetStreamError, NatsConnection
from findling.edge.topics import ROOT, STORED

logger = logging.getLogger("findling.edge")

STREAM: Final = "$MQTT_msgs"
CONSUMER: Final = "findling"
_ACK_WAIT_S: Final = 5
_AT_ONCE: Final = 500
_MOST_PENDING: Final = 5_000
_TAKEN: Final = (10058, 10148)
_PATIENCE_S: Final = 3.0
_DONE_S: Final = 30.0
_ACK_EACH_S: Final = 0.02
_FEW: Final = 16
"""So many messages are forgotten one by one, more at once: each by itself is a mark that NATS brings to the disk."""
_ACK: Final = b"+ACK"
_PULL_BYTES: Final = 20 << 20
"""At a time: more than one message may have, and little enough for a small machine."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A message. sequence: in the stream; delivery: how many were delivered before, and this one; stamp_ns: when"""

    subject: str
    payload: bytes
    sequence: int
    delivery: int
    stamp_ns: int
    reply: str


class _Arrivals:
    """What has come to one inbox."""

    def __init__(self) -> None:
        self.messages: list[Stored] = []
        self.enough = asyncio.Event()
        self.most = 0

    async def take(self, message: Any) -> None:
        if message.headers and "Status" in message.headers:
            self.enough.set()
            return
        self.messages.append(_stored(message))
        if len(self.messages) >= self.most:
            self.enough.set()


class MqttStore:
    """Reads the events of one edge's devices. To be used by one thread."""

    def __init__(self, connection: NatsConnection, edge: str) -> None:
        self._connection = connection
        self._edge = edge
        self._inbox: str | None = None
        self._subscription: Any = None
        self._arrivals = _Arrivals()
        self._delivered = 0

    def make(self) -> bool:
        """Makes the stream and the consumer unless they are there. Returns whether they were not."""
        stream = {
            "name": STREAM,
            "subjects": [f"{STORED}>"],
            "storage": "file",
            "retention": "interest",
            "num_replicas": 1,
        }
        consumer = {
            "durable_name": CONSUMER,
            "ack_policy": "explicit",
            "ack_wait": _ACK_WAIT_S * 1_000_000_000,
            "filter_subject": f"{STORED}{ROOT}.{self._edge}.>",
            "max_ack_pending": _MOST_PENDING,
        }
        try:
            self._connection.patient_api(f"CONSUMER.INFO.{STREAM}.{CONSUMER}", {})
            return False
        except JetStreamError as error:
            logger.info("the store of MQTT is made reason=%s", error)
        try:
            self._connection.patient_api(f"STREAM.CREATE.{STREAM}", stream)
        except JetStreamError as error:
            if error.code not in _TAKEN:
                raise
        made = {"stream_name": STREAM, "config": consumer}
        self._connection.patient_api(f"CONSUMER.CREATE.{STREAM}.{CONSUMER}", made)
        return True

    def open(self) -> list[Stored]:
        """Begins to read, also anew. Returns what was delivered before and not done with, in order.

        It is delivered once more after a while; what comes after it must not be taken before it.
        """
        self.close()
        self._connection.run(self._subscribe(), 10)
        waiting: dict[int, Stored] = {}
        while True:
            info = self._connection.patient_api(f"CONSUMER.INFO.{STREAM}.{CONSUMER}", {})
            self._delivered, last = int(info["delivered"]["consumer_seq"]), int(info["delivered"]["stream_seq"])
            # a server that was started again may know of fewer deliveries than there were: what came after its last
            # one is no part of what it still waits for
            if sum(sequence <= last for sequence in waiting) >= int(info["num_ack_pending"]):
                return [waiting[sequence] for sequence in sorted(waiting)]
            for message in self._connection.run(self._fetch(_AT_ONCE, 1.0), 30):
                waiting[message.sequence] = message

    def read(self, most: int, wait_s: float) -> list[Stored] | None:
        """Returns the next messages, waiting for the first; None if some were missed: `open` once more."""
        messages = self._connection.run(self._fetch(most, wait_s), wait_s + 30)
        for message in messages:
            if message.delivery != self._delivered + 1:
                return None
            self._delivered = message.delivery
        return messages

    def done(self, messages: list[Stored]) -> None:
        """Forgets messages: they are kept elsewhere."""
        if len(messages) > _FEW and self._are_all_up_to_the_last(messages) and not self._others_wait():
            # but for the last one: a stream that is emptied at once is made anew, which a kill might interrupt
            self._connection.patient_api(f"STREAM.PURGE.{STREAM}", {"seq": messages[-1].sequence}, _DONE_S)
            messages = messages[-1:]
        self._acknowledge(messages)

    def _are_all_up_to_the_last(self, messages: list[Stored]) -> bool:
        """Whether there is no message in the stream before the last of them but these."""
        first, last = messages[0].sequence, messages[-1].sequence
        if last - first != len(messages) - 1:
            return False
        state = self._connection.patient_api(f"STREAM.INFO.{STREAM}", {})["state"]
        return int(state["first_seq"]) >= first and int(state["last_seq"]) >= last

    def _others_wait(self) -> bool:
        """Whether devices have yet to get messages that are here: whoever subscribes later wants later ones."""
        found = self._connection.patient_api(f"CONSUMER.LIST.{STREAM}", {"offset": 0})
        others = [one for one in found["consumers"] or () if one["name"] != CONSUMER]
        return found["total"] > len(others) + 1 or any(one["num_pending"] + one["num_ack_pending"] for one in others)

    def close(self) -> None:
        if self._subscription is not None:
            self._connection.unsubscribe(self._subscription)
            self._subscription = None

    async def _subscribe(self) -> None:
        client = self._connection.client
        self._inbox, self._arrivals = client.new_inbox(), _Arrivals()
        self._subscription = await client.subscribe(
            self._inbox, cb=self._arrivals.take, pending_msgs_limit=-1, pending_bytes_limit=-1
        )

    def _acknowledge(self, messages: list[Stored]) -> None:
        """Returns once NATS has forgotten messages. Raises TimeoutError if it does not know that it delivered them."""
        wait_s = _ACK_WAIT_S + _ACK_EACH_S * len(messages)

        async def acknowledge() -> None:
            client = self._connection.client
            for message in messages[:-1]:
                await client.publish(message.reply, _ACK)
            await client.request(messages[-1].reply, _ACK, timeout=wait_s)  # acknowledged in order: it is the last

        self._connection.run(acknowledge(), wait_s + 1)

    async def _fetch(self, most: int, wait_s: float) -> list[Stored]:
        """Returns what is there; if nothing is, what has come by the end of the time."""
        found = await self._pull({"batch": most, "no_wait": True}, most, _PATIENCE_S)
        if found:
            return found
        first = await self._pull({"batch": 1, "expires": int(wait_s * 1e9)}, 1, wait_s + _PATIENCE_S)
        if not first:
            return []
        return first + await self._pull({"batch": most, "no_wait": True}, most, _PATIENCE_S)

    async def _pull(self, asked: dict[str, Any], most: int, patience_s: float) -> list[Stored]:
        client = self._connection.client
        assert self._inbox is not None
        arrivals = self._arrivals
        arrivals.most = most
        arrivals.enough.clear()
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{CONSUMER}"
        await client.publish(subject, orjson.dumps({**asked, "max_bytes": _PULL_BYTES}), reply=self._inbox)
        with suppress(TimeoutError):  # the connection was lost; what is missing shows in the numbers
            await asyncio.wait_for(arrivals.enough.wait(), patience_s)
        found, arrivals.messages = arrivals.messages, []
        return found


def _stored(message: Any) -> Stored:
    """Returns a message with what its address for acknowledgements tells."""
    parts = message.reply.split(".")
    # $JS.ACK[.domain.account].stream.consumer.deliveries.sequence.delivery.stamp.pending[.token]
    first = 4 if len(parts) == 9 else 6
    sequence, delivery, stamp = (int(part) for part in parts[first + 1 : first + 4])
    return Stored(message.subject, message.data, sequence, delivery, stamp, message.reply)
