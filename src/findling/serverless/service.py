"""The node that an environment of Lambda serves published indices with."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.node.published.follower import Follower
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.published.place import Place
from findling.rest.app import create_app
from findling.serverless.alerts import slow_log
from findling.serverless.http.adapter import Adapter
from findling.serverless.http.request import HttpEvent
from findling.serverless.http.response import error_answer, result_of

logger = logging.getLogger("findling.serverless")
PLACE: Final = "FINDLING_PLACE"
DATA: Final = "FINDLING_DATA"
EVERY: Final = "FINDLING_PLACE_EVERY_S"
SPACE: Final = "FINDLING_SPACE_MB"
CORS: Final = "FINDLING_CORS_ORIGINS"
_MEMORY: Final = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE"
_DEFAULT_MEMORY_MB: Final = 512
_SHARE: Final = 0.4


def node_config(environment: Mapping[str, str]) -> NodeConfig:
    """Returns how the node is set up in an environment: in /tmp, without work of its own between requests."""
    memory_mb = int(environment.get(_MEMORY, _DEFAULT_MEMORY_MB))
    return NodeConfig(
        data=Path(environment.get(DATA, "/tmp/findling")),
        memory_bytes=int(memory_mb * _SHARE) << 20,
        threads=4,
        sync=False,
        background=False,
        allowed_hosts="*",  # names of gateways and domains: what may come is decided there
        cors_origins=environment.get(CORS),
        published_from=environment.get(PLACE),
        published_every_s=float(environment.get(EVERY, "10")),
        published_space_bytes=int(environment[SPACE]) << 20 if environment.get(SPACE) else None,
    )


class SearchService:
    """Serves one place. Opened at the start, and tried again by each request while that fails."""

    def __init__(self, environment: Mapping[str, str], at_once: bool = True) -> None:
        """at_once: open now, not with the first request"""
        self._config = node_config(environment)
        self._node: Node | None = None
        self._adapter: Adapter | None = None
        self.problem: str | None = None
        slow = environment.get(slow_log.VARIABLE)
        self._slow_log = None if slow is None else slow_log.SlowLog(Place(slow))
        if at_once:
            self._try_to_open()

    def __call__(self, event: HttpEvent) -> dict[str, Any]:
        """Returns the result of a request; of status 503 while the place cannot be served."""
        if self._adapter is None:
            self._try_to_open()
        else:
            self.refresh()
        if self._adapter is None:
            return result_of(event, error_answer(503, "published_place_exception", self.problem or ""))
        answer = self._adapter(event)
        if self._slow_log is not None:
            self._slow_log.send()
        return answer

    def refresh(self) -> None:
        """Looks for what is newer, if it is time to."""
        if self._node is not None:
            self._node.kept(Follower.of).look_if_due()

    def close(self) -> None:
        """Ends the application and the node."""
        if self._slow_log is not None:
            self._slow_log.close()
        if self._adapter is not None:
            self._adapter.close()
        if self._node is not None:
            self._node.close()
        self._node = self._adapter = None

    def _try_to_open(self) -> None:
        if self._config.published_from is None:
            self.problem = f"nothing is served: {PLACE} names no place"
            return
        try:
            node = Node(self._config).start()
            try:
                node.kept(Follower.of).open()
                adapter = Adapter(create_app(node))
            except BaseException:
                node.close()
                raise
        except FindlingError as error:
            logger.error("the place cannot be served reason=%s", error.reason)
            self.problem = error.reason
        else:
            self._node, self._adapter, self.problem = node, adapter, None
            state = node.kept(Follower.of).state
            logger.info(
                "place opened generation=%d brought_bytes=%d took_ms=%d",
                state.generation, state.brought_bytes, state.took_ms,
            )  # fmt: skip
