"""Names in dates, by locale."""

import json
from importlib import resources
from typing import Any

import pytest

from findling.base.dates.names import known_locale, names_of
from findling.base.errors import IllegalArgumentError
from findling.mapping.dates import date_formatter
from tests.unit.mapping.conftest import MakeMapping

LOCALES = sorted(
    json.loads(resources.files("findling.base").joinpath("data/date_names.json").read_text(encoding="utf-8"))
)
# what Java 21 prints
EXAMPLES = [
    ("en", "EEEE, d MMMM yyyy", "Sunday, 3 March 2024"),
    ("en", "EEE MMM d yyyy h a", "Sun Mar 3 2024 12 AM"),
    ("en_GB", "d MMM yyyy", "3 Mar 2024"),
    ("de", "EEEE, d. MMMM yyyy", "Sonntag, 3. März 2024"),
    ("de", "EEE d. MMM yyyy", "So. 3. März 2024"),
    ("de", "LLL yyyy-d", "Mär 2024-3"),
    ("fr", "EEE d MMM yyyy", "dim. 3 mars 2024"),
    ("es", "EEEE d 'de' MMMM 'de' yyyy", "domingo 3 de marzo de 2024"),
    ("pt_BR", "d 'de' MMM yyyy", "3 de mar. 2024"),
    ("it", "EEE d MMM yyyy", "dom 3 mar 2024"),
    ("nl", "d MMM yyyy", "3 mrt 2024"),
    ("ru", "d MMMM yyyy", "3 марта 2024"),
    ("ru", "LLLL yyyy-d", "март 2024-3"),
    ("pl", "d MMMM yyyy", "3 marca 2024"),
    ("pl", "LLLL yyyy-d", "marzec 2024-3"),
    ("cs", "d. MMMM yyyy", "3. března 2024"),
    ("tr", "d MMMM yyyy EEEE", "3 Mart 2024 Pazar"),
    ("ja", "yyyy年MMMd日(EEE)", "2024年3月3日(日)"),
    ("zh_CN", "yyyy年MMMMd日 EEEE", "2024年三月3日 星期日"),
    ("ko", "yyyy MMMM d EEEE", "2024 3월 3 일요일"),
    ("ar", "d MMMM yyyy", "3 مارس 2024"),
    ("hi", "d MMMM yyyy", "3 मार्च 2024"),
]


def test_many_locales() -> None:
    assert len(LOCALES) > 90


@pytest.mark.parametrize(("locale", "pattern", "text"), EXAMPLES)
def test_examples(locale: str, pattern: str, text: str) -> None:
    formatter = date_formatter(pattern, locale)
    assert formatter.parse_millis(text) == 1_709_424_000_000
    assert formatter.format(1_709_424_000_000) == text


@pytest.mark.parametrize("locale", LOCALES)
def test_dates_are_read_as_they_are_printed(locale: str) -> None:
    """Every month and day of the week, full and short, in dates and by itself."""
    for month, day in (("MMMM", "EEEE"), ("MMM", "EEE"), ("LLLL", "cccc"), ("LLL", "ccc")):
        formatter = date_formatter(f"{month}|{day}|dd-MM-yyyy", locale)
        for number in range(1, 13):
            instant = date_formatter("yyyy-M-d").parse_millis(f"2024-{number}-{number}")
            assert formatter.parse_millis(formatter.format(instant)) == instant


@pytest.mark.parametrize("locale", LOCALES)
def test_all_names_are_there(locale: str) -> None:
    for field, count in (("month", 12), ("day_of_week", 7), ("half", 2), ("era", 2), ("quarter", 4)):
        for style in ("full", "short", "narrow"):
            for alone in (False, True):
                names = names_of(field, style, locale, alone)
                assert len(names) == count
                assert all(names)


@pytest.mark.parametrize(
    ("locale", "known"),
    [
        ("de", "de"),
        ("de-AT", "de_AT"),
        ("de_DE", "de"),
        ("DE_at", "de_AT"),
        ("zh_Hant_TW", "zh_TW"),
        ("en-US", "en"),
        ("xx", "en"),
        ("", "en"),
    ],
)
def test_nearest_locale(locale: str, known: str) -> None:
    assert known_locale(locale) == known


def test_locale_of_a_field(make_mapping: MakeMapping) -> None:
    """As the mapping says, for documents and for queries in a format of their own."""
    definition: dict[str, Any] = {"type": "date", "format": "d MMM yyyy", "locale": "fr"}
    field = make_mapping({"properties": {"d": definition}}).field("d")
    assert field is not None
    assert field.type.parse_value("3 févr. 2024") == 1_706_918_400_000
    assert field.type.format_value(1_706_918_400_000, "MMMM") == "février"
    with pytest.raises(IllegalArgumentError, match="failed to parse date field"):
        field.type.parse_value("3 Feb 2024")
