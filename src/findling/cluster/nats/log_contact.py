"""Contact with the majority of the servers that hold the cluster state's log, by way of the server of a connection.

A server that is cut off from the others breaks no connection, and its nodes go on to hear each other. What they lack is
the others' word: whoever may store changes of the state hears a majority of the servers. It is asked for four times a
second. If it stays away, and another server has it, the connection goes to that one.
"""

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from math import inf
from typing import Any, Final

from nats.errors import Error as NatsError

from findling.cluster.nats.connection import NatsConnection

logger = logging.getLogger("findling.cluster")

_EVERY_S: Final = 0.25
_ANSWER_S: Final = 1.0
LOST_S: Final = 1.5
"""After so long without a word contact is lost; who may be taken for dead is silent for twice as long."""
_AWAY_S: Final = 1.8
"""So long contact may be lost until another server is asked."""
_LOOK_EVERY_S: Final = 1.0


class LogContact:
    """Asks for the state of a stream, from `start` until the connection is closed. name: of the stream"""

    def __init__(self, connection: NatsConnection, name: str) -> None:
        self._connection = connection
        self._action = f"STREAM.INFO.{name}"
        self._had = self._since = -inf
        self._looked = -inf

    def start(self) -> None:
        """Begins to ask."""
        self._had = self._since = time.monotonic()
        self._connection.start(self._ask_on())

    def age(self) -> float:
        """Returns the seconds since a majority of the log's servers was surely in contact with this node."""
        return time.monotonic() - self._had

    def lasted_s(self) -> float:
        """Returns the seconds for which there has been contact, 0 if there is none."""
        return 0.0 if self.age() > LOST_S else time.monotonic() - self._since

    async def _ask_on(self) -> None:
        while not self._connection.client.is_closed:
            asked = time.monotonic()
            silence_s = await self._silence_s()
            if self.age() > LOST_S:
                self._since = time.monotonic()
            if silence_s < inf:
                self._had = max(self._had, asked - silence_s)
            elif self.age() > _AWAY_S and time.monotonic() - self._looked > _LOOK_EVERY_S:
                self._looked = time.monotonic()
                await self._look_elsewhere()
            await asyncio.sleep(max(0.0, asked + _EVERY_S - time.monotonic()))

    async def _silence_s(self) -> float:
        """Returns how long ago who leads the log has heard a majority, infinity if it does not say so."""
        try:
            answer = await self._connection.asked(self._action, _ANSWER_S)
        except (NatsError, OSError, TimeoutError):
            return inf
        return majority_silence_s(answer.get("cluster") or {}) if "error" not in answer else inf

    async def _look_elsewhere(self) -> None:
        """Goes to another server if that is in contact with the majority."""
        for url in self._connection.other_urls():
            if await self._has_contact(url) and await self._silence_s() == inf:
                logger.warning("the nats-server is cut off from the others, another is taken url=%s", url)
                await self._connection.leave_for(url)
                return

    async def _has_contact(self, url: str) -> bool:
        try:
            async with asyncio.timeout(_ANSWER_S), self._connection.visiting(url) as client:
                message = await client.request(f"$JS.API.{self._action}", b"{}", _ANSWER_S)
                answer = json.loads(message.data)
        except (NatsError, OSError, TimeoutError):
            return False
        return "error" not in answer and majority_silence_s(answer.get("cluster") or {}) < _AWAY_S


def majority_silence_s(cluster: Mapping[str, Any]) -> float:
    """Returns how long ago a stream's leader has heard most of the stream's servers, infinity if nobody leads.

    cluster: as JetStream tells it
    """
    replicas = cluster.get("replicas") or ()
    if not replicas:
        return 0.0
    needed = (1 + len(replicas)) // 2  # besides itself
    heard = sorted(float(replica.get("active", inf)) for replica in replicas)
    return heard[needed - 1] / 1e9 if cluster.get("leader") else inf
