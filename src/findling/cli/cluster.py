"""`findling cluster`: makes a cluster's authority, lets nodes join, and says who belongs to it."""

from datetime import UTC, datetime
from pathlib import Path

import click

from findling.base.units import parse_time_ms
from findling.cli.cluster_options import DATA, DOOR, HOSTS, LASTS, told
from findling.cli.given_authority import authority, enrol
from findling.cluster.authority.addresses import CLIENT_PORT, DOOR_PORT, parse_address
from findling.cluster.authority.enrolment import Enrolment
from findling.cluster.authority.files import EnrolmentFiles
from findling.cluster.authority.issuing import DAYS, Authority, master_addresses, own_hosts
from findling.cluster.authority.joining import Applicant
from findling.cluster.authority.joining import join as join_at
from findling.cluster.authority.records import KINDS
from findling.edge.server.keys import own_files


def _authority(data: Path) -> Authority:
    files = EnrolmentFiles(data)
    if not files.have_authority:
        files = own_files(data)  # of a hub, or of an edge with edges below
    if not files.have_authority:
        raise click.ClickException(f"{data} has no authority: this is done at a master, or a hub of edges")
    return Authority(files)


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


@click.group("cluster")
def command() -> None:
    """Make a cluster of several nodes, with TLS and keys, and let nodes join by a token (needs findling[cluster])."""


command.add_command(authority)
command.add_command(enrol)


@command.command("init")
@DATA
@click.option("--cluster-name", required=True, help="Of letters, digits, _ and -.")
@click.option("--node-name", required=True, help="Name of this node.")
@click.option(
    "--masters", required=True, help="HOST[:PORT] of the nats-servers of all masters, a list; this one's comes first."
)
@HOSTS
@click.option("--virtual-address", multiple=True, help="Address that moves between the nodes; several for several.")
@click.option("--days", default=DAYS, show_default=True, help="How long certificates are valid.")
@DOOR
@LASTS
def init(
    data: Path,
    cluster_name: str,
    node_name: str,
    masters: str,
    hosts: tuple[str, ...],
    virtual_address: tuple[str, ...],
    days: int,
    join_port: int,
    lasts: str,
) -> None:
    """Make the authority, enrol this node as the first master, and print how others join."""
    files = EnrolmentFiles(data)
    with told():
        addresses = master_addresses(masters.split(","))
        own = parse_address(addresses[0])[0]
        door = f"{own}:{join_port}"
        place = Enrolment(cluster_name, node_name, "master", addresses, addresses[0], door, tuple(virtual_address))
        authority = Authority(files, days=days)
        authority.found(place, (own, *hosts, *own_hosts()))
        click.echo(f"the cluster [{cluster_name}] has an authority in {files.path}; start this node with:")
        click.echo(f"\n    findling serve --data {data}\n")
        for kind, more in (("master", " --master --listen HOST:PORT"), ("node", "")):
            if kind == "node" or len(addresses) > 1:
                click.echo(f"how a {'further master' if kind == 'master' else 'node'} joins (for {lasts}):")
                token = authority.make_token(kind, int(parse_time_ms(lasts, "lasts")))
                click.echo(f"\n    {join_line(door, token, authority.hash)} --node-name NAME{more}\n")


def join_line(door: str, token: str, ca_hash: str) -> str:
    """Returns the command that a new member is joined with."""
    return f"findling cluster join {door} --token {token} --ca-hash {ca_hash}"


def edge_line(door: str, token: str, ca_hash: str) -> str:
    """Returns the command that an edge is enrolled with."""
    return f"findling edge init --hub {door} --token {token} --ca-hash {ca_hash} --name NAME"


@command.command("join")
@click.argument("master")
@DATA
@click.option("--token", required=True, help="What `init` or `token create` printed.")
@click.option("--ca-hash", required=True, help="What the authority is recognised by: sha256:HEX.")
@click.option("--node-name", required=True, help="Name of this node, that no other has.")
@click.option("--cluster-name", help="Which cluster it must be.")
@click.option("--master", "kind", flag_value="master", help="Become a further master: gets the authority's key.")
@click.option("--edge", "kind", flag_value="edge", help="Become an edge node of this hub.")
@click.option("--listen", help="HOST:PORT of a master's own nats-server, as the cluster was made with.")
@DOOR
@HOSTS
def join(
    master: str,
    data: Path,
    token: str,
    ca_hash: str,
    node_name: str,
    cluster_name: str | None,
    kind: str | None,
    listen: str | None,
    join_port: int,
    hosts: tuple[str, ...],
) -> None:
    """Join the cluster whose door is at MASTER (HOST[:PORT])."""
    if kind == "master" and listen is None:
        raise click.UsageError("a master needs --listen, one of the addresses that the cluster was made with")
    with told():
        own: tuple[str, ...] = () if listen is None else (parse_address(listen, CLIENT_PORT)[0],)
        address = None if listen is None else master_addresses([listen])[0]
        names = (*own, *hosts) if kind == "edge" else (*own, *hosts, *own_hosts())
        door = f"{own[0]}:{join_port}" if kind == "master" else None
        applicant = Applicant(node_name, kind or "node", names, cluster_name, address, door)
        place = join_at(EnrolmentFiles(data), master, token, ca_hash, applicant)
    how = "edge run" if kind == "edge" else "serve"
    click.echo(f"[{node_name}] belongs to the cluster [{place.cluster}]; start it with: findling {how} --data {data}")


@command.group("token")
def token_group() -> None:
    """Make, list and revoke the tokens that members join by."""


@token_group.command("create")
@DATA
@click.option("--for", "kind", type=click.Choice(KINDS), default="node", show_default=True, help="Who may join by it.")
@LASTS
def create_token(data: Path, kind: str, lasts: str) -> None:
    """Make a token and print the line to join with."""
    authority = _authority(data)
    with told():
        token = authority.make_token(kind, int(parse_time_ms(lasts, "lasts")))
        door = authority.door or f"HOST:{DOOR_PORT}"
        if kind == "edge":
            click.echo(edge_line(door, token, authority.hash))
        else:
            more = " --master --listen HOST:PORT" if kind == "master" else ""
            click.echo(f"{join_line(door, token, authority.hash)} --node-name NAME{more}")


@token_group.command("list")
@DATA
def list_tokens(data: Path) -> None:
    """List tokens; their secrets are not kept."""
    with told():
        for token in _authority(data).tokens():
            state = "revoked" if token.revoked else f"until {_day(token.expires_ms)}"
            click.echo(f"{token.id}  {token.kind:6}  made {_day(token.created_ms)}  {state}")


@token_group.command("revoke")
@click.argument("token")
@DATA
def revoke_token(token: str, data: Path) -> None:
    """Take TOKEN (or its id, before the dot) back."""
    with told():
        _authority(data).revoke_token(token)


@command.command("members")
@DATA
def members(data: Path) -> None:
    """List who has joined, and until when their certificates are valid."""
    with told():
        for member in _authority(data).members():
            hosts = ",".join(member.hosts)
            click.echo(
                f"{member.name}  {member.kind:6}  {member.key}  certificates until {_day(member.expires_ms)}  {hosts}"
            )


@command.command("revoke")
@click.argument("name")
@DATA
def revoke(name: str, data: Path) -> None:
    """Take the member NAME out: within seconds no nats-server of the cluster takes its key any more."""
    with told():
        _authority(data).revoke_member(name)
