"""Lines in the Common Event Format."""

from typing import Any

import pytest

from tests.unit.ingest.run import processed

_HEADER = "CEF:0|Elastic|Vaporware|1.0.0-alpha|18|Web request|low|"


def _cef(line: str, **options: Any) -> Any:
    return processed({"cef": {"field": "line", **options}}, {"line": line})[0]


def test_headers_and_extensions_go_where_the_common_schema_has_them() -> None:
    found = _cef(f"{_HEADER}eventId=3457 requestMethod=POST slat=38.915 spt=33876 dst=192.168.10.1 own=x cn1=5")
    assert found["cef"] == {
        "version": "0",
        "device": {"vendor": "Elastic", "product": "Vaporware", "version": "1.0.0-alpha", "event_class_id": "18"},
        "name": "Web request",
        "severity": "low",
        "extensions": {"own": "x", "deviceCustomNumber1": 5},
    }
    assert found["observer"] == {"vendor": "Elastic", "product": "Vaporware", "version": "1.0.0-alpha"}
    assert found["event"] == {"code": "18", "id": "3457"}
    assert found["source"] == {"geo": {"location": {"lat": 38.915}}, "port": 33876}
    assert found["destination"] == {"ip": "192.168.10.1"}
    assert found["http"] == {"request": {"method": "POST"}}


def test_escapes_and_blanks() -> None:
    found = _cef(r"CEF:1|a\|b|c\\d|1|2|n|3| ext1=some value   ext2=pipe|value dst= msg=a\=b\\c ", target_field="e")
    assert (found["observer"]["vendor"], found["observer"]["product"]) == ("a|b", r"c\d")
    assert found["e"]["extensions"] == {"ext1": "some value  ", "ext2": "pipe|value"}
    assert found["message"] == r"a=b\c"
    kept = _cef(f"{_HEADER}own= x=1", ignore_empty_values=False)
    assert kept["cef"]["extensions"] == {"own": "", "x": "1"}


def test_times_hardware_addresses_and_numbers() -> None:
    found = _cef(f"{_HEADER}rt=1422549696000 start=Jan 29 2015 16:41:36 smac=0123456789ab dvc=::1 fsize=7")
    assert found["@timestamp"] == "2015-01-29T16:41:36.000Z"
    assert found["event"]["start"] == "2015-01-29T16:41:36.000Z"
    assert (found["source"]["mac"], found["observer"]["ip"], found["file"]["size"]) == ("01:23:45:67:89:ab", "::1", 7)
    zoned = _cef(f"{_HEADER}end=Jan 29 2015 16:41:36", timezone="Europe/Berlin")
    assert zoned["event"]["end"] == "2015-01-29T16:41:36.000+01:00"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("no event", "Invalid CEF format"),
        ("CEF:0|a|b|", "Incomplete CEF header"),
        (f"{_HEADER}a=b=c", "CEF extensions contain unescaped equals sign"),
        (f"{_HEADER}moo=this\\|has", "Invalid extensions in the CEF event: moo=this\\|has"),
        (f"{_HEADER}word", "Invalid extensions in the CEF event: word"),
        (f"{_HEADER}src=300.1.1.1", "Invalid IP address format"),
        (f"{_HEADER}smac=zz", "Invalid MAC address format"),
        (f"{_HEADER}spt=x", 'For input string: "x"'),
        (f"{_HEADER}rt=soon", "Value is not a valid timestamp: soon"),
    ],
)
def test_what_is_no_event_is_told(line: str, reason: str) -> None:
    assert _cef(line) == reason


def test_missing_lines() -> None:
    assert processed({"cef": {"field": "gone", "ignore_missing": True}}, {"a": 1}) == [{"a": 1}]
    assert processed({"cef": {"field": "n"}}, {"n": None}) == ["field [n] is null, cannot process it."]
