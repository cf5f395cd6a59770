"""Processors of addresses, domains and agents."""

from pathlib import Path
from typing import Any

import pytest

from findling.ingest.ip_database import IpDatabases
from findling.ingest.services import IngestServices
from tests.unit.ingest.run import processed

_DATABASES = Path(__file__).parent / "data"


def _located(configuration: dict[str, Any], *addresses: Any) -> list[Any]:
    services = IngestServices(databases=IpDatabases(_DATABASES))
    geoip = {"geoip": {"field": "ip", "target_field": "at", **configuration}}
    found = processed(geoip, *({"ip": address} for address in addresses), services=services)
    return [document.get("at") if isinstance(document, dict) else document for document in found]


def test_places_of_addresses() -> None:
    berlin = {
        "continent_name": "Europe", "country_iso_code": "DE", "country_name": "Germany", "region_iso_code": "DE-BE",
        "region_name": "Land Berlin", "city_name": "Berlin", "location": {"lat": 52.5, "lon": 13.4},
    }  # fmt: skip
    sweden = {"country_iso_code": "SE", "country_name": "Sweden"}
    city = {"database_file": "Findling-City.mmdb"}
    found = _located(city, "192.0.2.7", "2001:db8::1", "203.0.113.1", ["203.0.113.1", "192.0.2.1"], "x", 1)
    assert found[:4] == [berlin, sweden, None, berlin]
    assert found[4:] == [
        "'x' is not an IP string literal.",
        "field [ip] should contain only string or array of strings",
    ]
    assert _located({**city, "first_only": False}, ["2001:db8::1", "203.0.113.1"]) == [[sweden, None]]
    wanted = ["ip", "country_in_european_union", "registered_country_iso_code", "timezone", "postal_code"]
    assert _located({**city, "properties": wanted}, "192.0.2.7") == [
        {
            "ip": "192.0.2.7", "country_in_european_union": True, "registered_country_iso_code": "FR",
            "timezone": "Europe/Berlin", "postal_code": "10115",
        }
    ]  # fmt: skip


def test_networks_of_addresses() -> None:
    assert _located({"database_file": "Findling-ASN.mmdb"}, "198.51.100.9") == [
        {"ip": "198.51.100.9", "asn": 64500, "organization_name": "Example", "network": "198.51.100.0/24"}
    ]


def test_documents_are_tagged_without_a_database() -> None:
    assert processed({"geoip": {"field": "ip"}}, {"ip": "192.0.2.7"}) == [
        {"ip": "192.0.2.7", "tags": ["_geoip_database_unavailable_GeoLite2-City.mmdb"]}
    ]


@pytest.mark.parametrize(
    ("source", "destination", "direction"),
    [
        ("10.0.0.1", "192.168.1.1", "internal"),
        ("10.0.0.1", "8.8.8.8", "outbound"),
        ("8.8.8.8", "fd00::1", "inbound"),
        ("8.8.8.8", "9.9.9.9", "external"),
    ],
)
def test_directions(source: str, destination: str, direction: str) -> None:
    document = {"source": {"ip": source}, "destination": {"ip": destination}}
    found = processed({"network_direction": {"internal_networks": ["private"]}}, document)
    assert found[0]["network"] == {"direction": direction}


def test_parts_of_uris() -> None:
    found = processed(
        {"uri_parts": {"field": "u"}}, {"u": "http://me:secret@a.org:80/x/y.gif?k=v#f"}, {"u": "/x"}, {"u": "a b"}
    )
    assert found[0]["url"] == {
        "original": "http://me:secret@a.org:80/x/y.gif?k=v#f", "scheme": "http", "domain": "a.org", "port": 80,
        "path": "/x/y.gif", "extension": "gif", "query": "k=v", "fragment": "f", "user_info": "me:secret",
        "username": "me", "password": "secret",
    }  # fmt: skip
    assert found[1]["url"]["path"] == "/x"
    assert found[2] == "unable to parse URI [a b]"


def test_parts_of_domains() -> None:
    found = processed({"registered_domain": {"field": "d"}}, {"d": "www.example.co.uk"}, {"d": "co.uk"}, {})
    assert [document.get("registered_domain") for document in found] == ["example.co.uk", None, None]
    assert [document.get("top_level_domain") for document in found] == ["co.uk", "co.uk", None]
    assert found[0]["subdomain"] == "www"


def test_agents() -> None:
    agent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_2) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/33.0.1750.149"
    found = processed({"user_agent": {"field": "a", "extract_device_type": True}}, {"a": agent})
    assert found[0]["user_agent"] == {
        "original": agent, "name": "Chrome", "version": "33.0.1750.149", "device": {"name": "Mac", "type": "Desktop"},
        "os": {"name": "Mac OS X", "version": "10.9.2", "full": "Mac OS X 10.9.2"},
    }  # fmt: skip


def test_flows() -> None:
    there: dict[str, Any] = {
        "source": {"ip": "128.232.110.120", "port": 34855}, "destination": {"ip": "66.35.250.204", "port": 80},
        "network": {"transport": "tcp"},
    }  # fmt: skip
    back = {"source": there["destination"], "destination": there["source"], "network": {"iana_number": 6}}
    found = processed({"community_id": {}}, there, back)
    assert [document["network"]["community_id"] for document in found] == ["1:LQU9qZlK+B5F3KDmev6m5PMibrg="] * 2


def test_circles_become_polygons() -> None:
    circle = {"circle": {"field": "c", "error_distance": 28, "shape_type": "geo_shape"}}
    found = processed(circle, {"c": "CIRCLE (30 10 40)"}, {"c": "POINT (1 2)"})
    assert found[0]["c"].startswith("POLYGON ((30.0003652572631")
    assert found[1] == "invalid circle definition"
