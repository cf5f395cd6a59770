"""Talks to the servers of models: JSON out, JSON in, within a time limit, again where that may help."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

import orjson

from findling.base.lazy import lazy_module
from findling.inference.errors import InferenceError

urllib3 = lazy_module("urllib3", optional=True)

# what another try may mend
_TRANSIENT: Final = frozenset((408, 429, 500, 502, 503, 504))
_MOST_TRIES: Final = 3
_FIRST_PAUSE_S: Final = 0.1
_SHOWN_CHARACTERS: Final = 300


def post_json(url: str, body: object, headers: Mapping[str, str], timeout_ms: int, endpoint: str) -> Any:
    """Returns the JSON that a server answers.

    endpoint: what errors call it; they never show headers
    Raises InferenceError with the server's status, or 503, 504 if it is not there, or not in time.
    """
    ends = time.monotonic() + timeout_ms / 1000
    pause = _FIRST_PAUSE_S
    for attempt in range(1, _MOST_TRIES + 1):
        answer = _try(url, body, headers, ends, endpoint)
        is_last = attempt == _MOST_TRIES or time.monotonic() + pause >= ends
        if isinstance(answer, InferenceError):
            if is_last or answer.status not in _TRANSIENT:
                raise answer
        else:
            return answer
        time.sleep(pause)
        pause *= 2
    raise AssertionError("the last try either answers or raises")


def _try(url: str, body: object, headers: Mapping[str, str], ends: float, endpoint: str) -> Any:
    """Returns what the server answers, or the error that it did not."""
    left = ends - time.monotonic()
    if left <= 0:
        return InferenceError(f"Request timed out for inference endpoint [{endpoint}]", 504)
    pool = _pool()
    try:
        response = pool.request(
            "POST",
            url,
            body=orjson.dumps(body),
            headers={"Content-Type": "application/json", **headers},
            timeout=urllib3.Timeout(total=left),
            retries=False,
            redirect=False,
        )
    except urllib3.exceptions.TimeoutError:
        return InferenceError(f"Request timed out for inference endpoint [{endpoint}]", 504)
    except urllib3.exceptions.HTTPError:
        return InferenceError(f"Failed to send request to the server of inference endpoint [{endpoint}]", 503)
    return _answer(response.status, response.data, endpoint)


def _answer(status: int, data: bytes, endpoint: str) -> Any:
    if status >= 300:
        text = data[:_SHOWN_CHARACTERS].decode("utf-8", "replace")
        return InferenceError(
            f"Received an unsuccessful status code for request from inference entity id [{endpoint}] status "
            f"[{status}]. Error message: [{text}]",
            status if status >= 400 else 502,
        )
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return InferenceError(f"The server of inference endpoint [{endpoint}] answered with no JSON", 502)


_POOLS: Final[list[Any]] = []


def _pool() -> Any:
    """Returns the connections of this process, which are made when first wanted."""
    if not _POOLS:
        try:
            _POOLS.append(urllib3.PoolManager(maxsize=16))
        except ModuleNotFoundError as error:
            raise InferenceError("Servers of models are asked with the extra findling[inference]") from error
    return _POOLS[0]
