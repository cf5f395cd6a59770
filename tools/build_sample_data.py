"""Builds the bundled sample data: reported wildlife strikes at American airports, with the airports' positions.

    npm pack vega-datasets && tar xzf vega-datasets-*.tgz
    python tools/build_sample_data.py package/data src/findling/cli/data

Source: FAA Wildlife Strike Database (birdstrikes.csv) and the airport list of data.gov (airports.csv), both works of
the United States government and in the public domain, as redistributed by the npm package vega-datasets. The field
`report` is one sentence put together here from the record's own columns; nothing in it is made up.
"""

import csv
import json
import pathlib
import sys
from collections.abc import Iterator

import zstandard

IATA = {
    "DALLAS/FORT WORTH INTL ARPT": "DFW",
    "BARKSDALE AIR FORCE BASE ARPT": "BAD",
    "CHICAGO O'HARE INTL ARPT": "ORD",
    "SACRAMENTO INTL": "SMF",
    "NASHVILLE INTL": "BNA",
    "GREATER PITTSBURGH": "PIT",
    "LOUISVILLE INTL ARPT": "SDF",
    "MEMPHIS INTL": "MEM",
    "CHARLOTTE/DOUGLAS INTL ARPT": "CLT",
    "CINCINNATI/NORTHERN KENTUCKY INTL ARPT": "CVG",
    "WASHINGTON DULLES INTL ARPT": "IAD",
    "PORTLAND INTL (OR)": "PDX",
    "CHARLESTON AFB/INTL ARPT": "CHS",
    "SALT LAKE CITY INTL": "SLC",
    "PHILADELPHIA INTL": "PHL",
    "RONALD REAGAN WASHINGTON NATL": "DCA",
    "LIHUE ARPT": "LIH",
    "JOHN F KENNEDY INTL": "JFK",
    "ATLANTA INTL": "ATL",
    "NEWARK LIBERTY INTL ARPT": "EWR",
    "BALTIMORE WASH INTL": "BWI",
    "LAMBERT-ST LOUIS INTL": "STL",
    "KANSAS CITY INTL": "MCI",
    "DENVER INTL AIRPORT": "DEN",
    "NEW ORLEANS INTL": "MSY",
    "LAGUARDIA NY": "LGA",
    "LOS ANGELES INTL": "LAX",
    "SAN ANTONIO INTL": "SAT",
    "ORLANDO INTL": "MCO",
    "HOUSTON-HOBBY": "HOU",
    "SAN FRANCISCO INTL ARPT": "SFO",
    "LOGAN INTL": "BOS",
    "INDIANAPOLIS INTL": "IND",
    "AUSTIN-BERGSTROM INTL": "AUS",
    "HONOLULU INTL ARPT": "HNL",
    "GEORGE BUSH INTERCONTINENTAL": "IAH",
    "MINETA SAN JOSE INTL": "SJC",
    "EPPLEY AIRFIELD": "OMA",
    "PORT COLUMBUS INTL": "CMH",
    "PHOENIX SKY HARBOR": "PHX",
    "METRO OAKLAND INTL": "OAK",
    "MINNEAPOLIS-ST PAUL INTL": "MSP",
    "SEATTLE-TACOMA INTL": "SEA",
    "CLEVELAND-HOPKINS INTL ARPT": "CLE",
    "FORT LAUDERDALE/HOLLYWOOD INTL": "FLL",
    "ATLANTIC CITY INTL": "ACY",
    "WILL ROGERS WORLD ARPT": "OKC",
    "CHICAGO MIDWAY INTL ARPT": "MDW",
    "DETROIT METRO WAYNE COUNTY ARPT": "DTW",
    "TETERBORO AIRPORT": "TEB",
}
# an air force base, not in the list of civil airports
BARKSDALE = {
    "iata": "BAD",
    "name": "Barksdale Air Force Base",
    "city": "Bossier City",
    "latitude": "32.5018",
    "longitude": "-93.6627",
}
TIMES = {"Day": "by day", "Night": "at night", "Dawn": "at dawn", "Dusk": "at dusk"}


def sentence(row: dict[str, str], airport: dict[str, str]) -> str:
    damage = row["Effect Amount of damage"].lower()
    operator = row["Aircraft Airline Operator"].title()
    harm = "No damage was reported" if damage == "none" else f"The damage was {damage}"
    cost = int(row["Cost Total $"])
    return (
        f"{row['Wildlife Species']} ({row['Wildlife Size'].lower()}) struck a {row['Aircraft Make Model']} "
        f"operated by {operator} during {row['Phase of flight'].lower()} {TIMES[row['Time of day']]} "
        f"at {airport['name']}, {airport['city']}. {harm}{f' and cost {cost} dollars' if cost else ''}."
    )


def documents(folder: pathlib.Path) -> Iterator[dict[str, object]]:
    with (folder / "airports.csv").open(newline="") as file:
        airports = {row["iata"]: row for row in csv.DictReader(file)} | {"BAD": BARKSDALE}
    with (folder / "birdstrikes.csv").open(newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 1):
            airport = airports[IATA[row["Airport Name"]]]
            speed = row["Speed IAS in knots"]
            yield {
                "id": str(number),
                "report": sentence(row, airport),
                "species": row["Wildlife Species"],
                "size": row["Wildlife Size"],
                "date": row["Flight Date"],
                "time_of_day": row["Time of day"],
                "phase": row["Phase of flight"],
                "aircraft": row["Aircraft Make Model"],
                "operator": row["Aircraft Airline Operator"],
                "damage": row["Effect Amount of damage"],
                "cost_usd": int(row["Cost Total $"]),
                "speed_knots": int(speed) if speed else None,
                "airport": {
                    "iata": airport["iata"],
                    "name": airport["name"],
                    "city": airport["city"],
                    "state": row["Origin State"],
                },
                "location": {"lat": round(float(airport["latitude"]), 5), "lon": round(float(airport["longitude"]), 5)},
            }


def main() -> None:
    source, target = map(pathlib.Path, sys.argv[1:3])
    lines = "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents(source))
    compressed = zstandard.ZstdCompressor(level=19).compress(lines.encode())
    (target / "strikes.jsonl.zst").write_bytes(compressed)
    print(f"{lines.count(chr(10))} documents, {len(compressed)} bytes")


if __name__ == "__main__":
    main()
