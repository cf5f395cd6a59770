"""What searches cost: the formula at its ends, and the table of the page."""

from pathlib import Path

import pytest

from benchmarks.serverless_cost import FUNCTION, MONTH_S, PRICES, million, server_million, share_of_starts, table

PAGE = Path(__file__).parents[3] / "docs" / "serverless.md"


def test_starts_are_rare_where_searches_are_many() -> None:
    assert share_of_starts(1) == pytest.approx(1, rel=1e-3)
    assert share_of_starts(MONTH_S / FUNCTION.idle_s) == pytest.approx(0.3679, abs=1e-4)
    assert share_of_starts(1e6) < 1e-50


def test_the_parts_of_a_price() -> None:
    compute = 1e6 * FUNCTION.memory_gb * FUNCTION.search_s * PRICES.gb_second
    assert million(0, 1e7, gateway=False) == pytest.approx(PRICES.requests_million + compute)
    assert million(0, 1e7, True) - million(0, 1e7, False) == pytest.approx(PRICES.gateway_million)
    assert million(1, 1e6, False) - million(0, 1e6, False) == pytest.approx(PRICES.storage_gb_month)
    assert server_million(1e6) == PRICES.server_month


def test_the_page_has_the_table() -> None:
    assert "\n".join(table()) in PAGE.read_text()
