"""`findling cluster authority` and `enrol`: for orchestrators, which give every master the authority in a secret."""

from pathlib import Path

import click

from findling.base.errors import IllegalArgumentError
from findling.cli.cluster_options import DATA, DOOR, HOSTS, told
from findling.cluster.authority.addresses import CLIENT_PORT, parse_address
from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.given import GivenPlace, enrol_master, make_authority, read_authority
from findling.cluster.authority.issuing import DAYS, own_hosts


@click.command("authority")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--cluster-name", required=True, help="Of letters, digits, _ and -.")
def authority(folder: Path, cluster_name: str) -> None:
    """Make an authority's certificate and key, ca.crt and ca.key in FOLDER, to be given to all masters as a secret.

    Whoever has the key is trusted: keep it as one. `findling cluster init` does all by itself where there is no
    orchestrator.
    """
    with told():
        click.echo(make_authority(folder, cluster_name))


@click.command("enrol")
@DATA
@click.option(
    "--authority",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="Folder with ca.crt and ca.key.",
)
@click.option("--cluster-name", required=True, help="Of letters, digits, _ and -.")
@click.option("--node-name", required=True, help="Name of this node, one of the masters.")
@click.option(
    "--masters",
    required=True,
    help="NAME=HOST[:PORT] of the nats-servers of all masters, a list, the same for all; "
    "without NAME it is the first part of HOST.",
)
@click.option("--bind", help="Address at which the nats-server and the door listen.  [default: this master's HOST]")
@click.option("--virtual-address", multiple=True, help="Address that moves between the nodes; several for several.")
@click.option("--days", default=DAYS, show_default=True, help="How long certificates are valid.")
@DOOR
@HOSTS
def enrol(
    data: Path,
    folder: Path,
    cluster_name: str,
    node_name: str,
    masters: str,
    bind: str | None,
    virtual_address: tuple[str, ...],
    days: int,
    join_port: int,
    hosts: tuple[str, ...],
) -> None:
    """Make this data directory a master's, by an authority that was given; to be run before every start.

    It asks nobody: masters know each other's keys by the authority. Certificates are issued anew each time.
    """
    with told():
        places = master_places(masters)
        own = parse_address(places.get(node_name, node_name), CLIENT_PORT)[0]
        place = GivenPlace(
            cluster_name, node_name, places, (*hosts, *own_hosts()), virtual_address, f"{own}:{join_port}", bind
        )
        enrol_master(EnrolmentFiles(data), read_authority(folder), place, days)
    click.echo(f"[{node_name}] belongs to the cluster [{cluster_name}]; start it with: findling serve --data {data}")


def master_places(text: str) -> dict[str, str]:
    """Returns HOST:PORT of each master by its name. Raises IllegalArgumentError for a name that comes twice."""
    found: dict[str, str] = {}
    for entry in text.split(","):
        name, sign, address = entry.strip().rpartition("=")
        host, port = parse_address(address, CLIENT_PORT)
        name = name if sign else host.partition(".")[0]
        if name in found:
            raise IllegalArgumentError(f"two masters have the name [{name}]: say NAME=HOST[:PORT]")
        found[name] = f"{host}:{port}"
    return found
