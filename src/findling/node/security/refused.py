"""A request that is not carried out is read all the same: what is wrong with it is told before it is refused.

Elasticsearch reads parameters and body of a request, and only then says that it does not know a parameter, or asks
whether its action may be done. A handler that is given a `RefusedNode` does the first half: as soon as it turns to the
node for anything, it is refused.
"""

from collections.abc import Callable
from typing import Any, Final, NoReturn, Protocol, TypeVar, cast

from findling.base.clock import Clock
from findling.base.errors import ActionRequestValidationError, FindlingError
from findling.cluster.state import ClusterState
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node

Asked = TypeVar("Asked", contravariant=True)
_BAD_REQUEST: Final = 400


class _Handler(Protocol[Asked]):
    def __call__(self, node: Node, request: Asked, /) -> Any: ...


class _Refused:
    """Stands for anything of a node: whatever is asked of it is refused, but what is made for it is made before."""

    def __init__(self, refuse: Callable[[], FindlingError]) -> None:
        self._refuse = refuse

    def __getattr__(self, name: str) -> Any:
        return _Refused(self._refuse)

    def __call__(self, *given: object, **named: object) -> NoReturn:
        raise self._refuse()

    def __bool__(self) -> bool:
        raise self._refuse()

    def __eq__(self, other: object) -> bool:
        raise self._refuse()

    def __hash__(self) -> int:
        raise self._refuse()

    def __iter__(self) -> NoReturn:
        raise self._refuse()

    def __contains__(self, value: object) -> bool:
        raise self._refuse()

    def __getitem__(self, key: object) -> NoReturn:
        raise self._refuse()

    def __enter__(self) -> NoReturn:
        raise self._refuse()

    def __exit__(self, *raised: object) -> None:
        """Never reached."""


class _RefusedSecurity(_Refused):
    """What handlers have of security to read a request with: the time of day."""

    def __init__(self, refuse: Callable[[], FindlingError], clock: Clock) -> None:
        super().__init__(refuse)
        self.clock = clock


class _RefusedState(_Refused):
    """What handlers have of the cluster's state to read a request with: settings, which defaults depend on."""

    def __init__(self, refuse: Callable[[], FindlingError], state: ClusterState) -> None:
        super().__init__(refuse)
        self.transient = state.transient
        self.persistent = state.persistent


class _RefusedCluster(_Refused):
    def __init__(self, refuse: Callable[[], FindlingError], state: ClusterState) -> None:
        super().__init__(refuse)
        self.state = _RefusedState(refuse, state)


class RefusedNode(_Refused):
    """A node as one sees it who may not do what is asked: what is public of it, and refusals.

    is_asked: whether a handler has come to the end of what it can read
    """

    def __init__(self, node: Node, refusal: FindlingError) -> None:
        super().__init__(self._told)
        self._refusal = refusal
        self.is_asked = False
        self.config: NodeConfig = node.config
        self.clock: Clock = node.clock
        self.breakers = node.breakers
        self.cluster = _RefusedCluster(self._told, node.cluster.state)
        self.security = None if node.security is None else _RefusedSecurity(self._told, node.clock)

    def _told(self) -> FindlingError:
        self.is_asked = True
        return self._refusal


def refuse(
    handler: _Handler[Asked], node: Node, request: Asked, refusal: FindlingError, before_validation: bool = False
) -> NoReturn:
    """Raises what a handler finds wrong with a request, otherwise the refusal; nothing is done.

    before_validation: whether the refusal comes before the action looks at what was read
    """
    stand_in = RefusedNode(node, refusal)
    try:
        handler(cast(Node, stand_in), request)
    except FindlingError as error:
        is_late = before_validation and isinstance(error, ActionRequestValidationError)
        if error.status == _BAD_REQUEST and not (stand_in.is_asked or is_late):
            raise
    except (TypeError, AttributeError):
        raise refusal from None  # a stand-in is no number and no text: the handler had come to the node
    raise refusal
