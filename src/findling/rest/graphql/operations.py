"""Carries out an operation over a connection that stays: one answer, or the events of a subscription."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from findling.graphql.request import Caller, GraphQLRequest, GraphQLResult, OnlyQueriesError
from findling.graphql.service import GraphQL
from findling.graphql.subscribe.subscription import Subscription
from findling.rest.graphql.pump import Encode, Patience, Pump
from findling.rest.graphql.session import Session

Begun = GraphQLResult | Subscription


async def begin(session: Session, request: GraphQLRequest) -> Begun:
    """Returns the answer to an operation, or the subscription that it begins. Raises what rights refuse."""
    graphql = session.node.kept(GraphQL)
    caller = Caller(session.request.check, session.request.headers, session.only_queries)
    work = asyncio.ensure_future(session.run(lambda: graphql.begin(request, caller)))
    try:
        return await asyncio.shield(work)
    except OnlyQueriesError:
        return GraphQLResult(errors=[{"message": "a mutation has to be sent by POST"}], is_executed=False)
    except asyncio.CancelledError:
        work.add_done_callback(_let_go)
        raise


async def deliver_all(
    session: Session, begun: Begun, encode: Encode, deliver: Callable[[bytes], Awaitable[None]], patience: Patience
) -> GraphQLResult | None:
    """Delivers the events of a subscription until it is cancelled; returns any other answer, which is the caller's.

    Raises what ends a subscription.
    """
    if isinstance(begun, GraphQLResult):
        return begun
    await Pump(session, begun, encode, deliver, patience).run()
    return None


def _let_go(work: asyncio.Future[Any]) -> None:
    """Ends a subscription that began when nobody wanted it any more."""
    if not work.cancelled() and work.exception() is None and isinstance(work.result(), Subscription):
        work.result().close()
