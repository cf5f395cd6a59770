"""`findling edge init`, `hub` and `device`: who may come to whom at the edge."""

from pathlib import Path

import click

from findling.base.units import parse_time_ms
from findling.cli.cluster import edge_line
from findling.cli.cluster_options import DATA, told
from findling.cluster.authority.addresses import DOOR_PORT, parse_address
from findling.cluster.authority.enrolment import Enrolment
from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.issuing import DAYS, Authority
from findling.cluster.authority.joining import Applicant, join
from findling.edge.config import edge_name
from findling.edge.server.device_list import DeviceList
from findling.edge.server.keys import EDGE, own_files


def _checked_name(context: click.Context, parameter: click.Parameter, value: str) -> str:
    try:
        return edge_name(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


_NAME = click.option("--name", required=True, callback=_checked_name, help="Of small letters, digits, _ and -.")
_HOST = click.option("--host", "hosts", multiple=True, help="Name or address by which others reach this machine.")


@click.command("init")
@DATA
@click.option("--hub", required=True, help="HOST[:PORT] of the hub's door, where edges join.")
@click.option("--token", required=True, help="What `findling edge hub` or `findling cluster token create` printed.")
@click.option("--ca-hash", required=True, help="What the hub's authority is recognised by: sha256:HEX.")
@_NAME
@_HOST
def init(data: Path, hub: str, token: str, ca_hash: str, name: str, hosts: tuple[str, ...]) -> None:
    """Enrol this edge at its hub: keys are made here, the hub certifies them."""
    with told():
        place = join(EnrolmentFiles(data), hub, token, ca_hash, Applicant(name, EDGE, hosts))
        leaves = ", ".join(place.leaf_urls)
    click.echo(f"[{name}] is an edge of [{place.cluster}] at {leaves}; start it with: findling edge run --data {data}")


@click.command("hub")
@DATA
@click.option("--listen", required=True, help="HOST:PORT where edges come in, as they reach it.")
@click.option("--join-port", default=DOOR_PORT, show_default=True, help="Port of the door where edges join.")
@click.option("--lasts", default="24h", show_default=True, help="How long the token is valid that is printed.")
@click.option("--name", default="hub", show_default=True, callback=_checked_name, help="Of the hub.")
@click.option("--days", default=DAYS, show_default=True, help="How long certificates are valid.")
@_HOST
def hub(data: Path, listen: str, join_port: int, lasts: str, name: str, days: int, hosts: tuple[str, ...]) -> None:
    """Make an authority for edges of this node, and print how they join: of one that is in no cluster, or an edge."""
    with told():
        authority = Authority(own_files(data), days=days)
        host, _ = parse_address(listen)
        place = Enrolment(name, name, "master", (), door=f"{host}:{join_port}", leaves=(listen,))
        authority.found(place, (host, *hosts))
        token = authority.make_token(EDGE, int(parse_time_ms(lasts, "lasts")))
        click.echo(
            f"edges come in at {listen} once this node runs with --edge-listen {listen}; they join (for {lasts}):"
        )
        click.echo(f"\n    {edge_line(str(place.door), token, authority.hash)}\n")


@click.group("device")
def device() -> None:
    """Say which devices may come to this edge by MQTT, each with its own topics."""


@device.command("add")
@click.argument("name")
@click.option("--password", help="Its password, if it has one already; else one is made.")
@DATA
def add_device(name: str, password: str | None, data: Path) -> None:
    """Let the device NAME come, and print its password."""
    with told():
        click.echo(DeviceList(data / "edge").add(name, password))


@device.command("list")
@DATA
def list_devices(data: Path) -> None:
    """List the devices that may come; none: whoever is on this machine."""
    for one in DeviceList(data / "edge").all():
        click.echo(one.name)


@device.command("remove")
@click.argument("name")
@DATA
def remove_device(name: str, data: Path) -> None:
    """Throw the device NAME out."""
    with told():
        DeviceList(data / "edge").remove(name)
