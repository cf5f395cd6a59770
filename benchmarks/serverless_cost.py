"""What a million searches cost on Lambda, by size of index and traffic, beside one small server.

    python -m benchmarks.serverless_cost

    lambda = requests + compute + starts + storage, in dollars a million searches
      requests   R, and G through a REST API (a function's URL: nothing)
      compute    10^6 * M * t * C
      starts     10^6 * s * M * (i + size / D) * C
      storage    size * S / million searches of a month

R: price of a million requests; G: of a million through a gateway; M: memory in GB; t: seconds of a search; C: price
of a GB and second; s: share of searches that start an environment; i: seconds of a start without the download, D: GB
a second of the download; S: price of a GB and month. The server costs the same whatever comes, until it is too small.
Prices are list prices of us-east-1 as they were known when this was written: change PRICES to today's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final

MONTH_S: Final = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Prices:
    """In dollars. server_month: of a small server (2 cores, 2 GB) that is always on"""

    requests_million: float = 0.20
    gateway_million: float = 3.50
    gb_second: float = 0.0000166667
    storage_gb_month: float = 0.023
    server_month: float = 12.26


@dataclass(frozen=True, slots=True)
class Function:
    """How a function is. search_s, init_s: of a search and a start; download_gb_s: of S3 to one function"""

    memory_gb: float = 1.769
    search_s: float = 0.015
    init_s: float = 1.2
    download_gb_s: float = 0.2
    idle_s: float = 600.0
    """An environment that nobody asks for so long is given up."""


PRICES: Final = Prices()
FUNCTION: Final = Function()


def share_of_starts(searches_month: float, function: Function = FUNCTION) -> float:
    """Returns the share of searches that start an environment, for searches that come at random, one after another.

    Of a Poisson stream the share of gaps longer than idle_s is exp(-rate * idle_s).
    """
    return exp(-searches_month / MONTH_S * function.idle_s)


def million(
    size_gb: float, searches_month: float, gateway: bool, function: Function = FUNCTION, prices: Prices = PRICES
) -> float:
    """Returns the dollars of a million searches."""
    requests = prices.requests_million + (prices.gateway_million if gateway else 0)
    compute = 1e6 * function.memory_gb * function.search_s * prices.gb_second
    start_s = function.init_s + size_gb / function.download_gb_s
    starts = 1e6 * share_of_starts(searches_month, function) * function.memory_gb * start_s * prices.gb_second
    storage = size_gb * prices.storage_gb_month / (searches_month / 1e6)
    return requests + compute + starts + storage


def server_million(searches_month: float, prices: Prices = PRICES) -> float:
    """Returns the dollars of a million searches on the server."""
    return prices.server_month / (searches_month / 1e6)


def table(
    sizes_gb: Sequence[float] = (0.05, 0.2, 1.0), searches: Sequence[float] = (1e4, 1e5, 1e6, 1e7)
) -> Iterator[str]:
    """Yields the lines of the table, as Markdown."""
    yield "| searches a month | index | URL, $/million | gateway, $/million | server, $/million | URL, $/month |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: |"
    for count in searches:
        for size in sizes_gb:
            url, gateway = million(size, count, False), million(size, count, True)
            server = server_million(count)
            month = url * count / 1e6
            dollars = " | ".join(f"{value:,.2f}" for value in (url, gateway, server, month))
            yield f"| {count:,.0f} | {size * 1000:,.0f} MB | {dollars} |"


if __name__ == "__main__":
    print("\n".join(table()))
