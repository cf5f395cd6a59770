"""The group `findling fleet`: what a hub knows of its edges and wants of them."""

import base64
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import click
import orjson

from findling.base.units import parse_time_ms
from findling.cli.connection import DEFAULT_URL, Connection

_SHOWN: Final = {
    "node": ("name", "presence", "last_seen", "findling_version", "runs", "backlog"),
    "device": ("name", "node", "last_seen", "tags"),
    "group": ("name", "nodes", "tags"),
    "shadow": ("name", "node", "version", "desired", "reported"),
    "bundle": ("name", "state", "size_in_bytes", "signed_by"),
    "deployment": ("name", "state", "bundle", "bundle_version", "group", "reason"),
    "command": ("name", "node", "device", "command", "state", "answer"),
    "config": ("name", "settings"),
}
_LOOK_S: Final = 0.2
_URL: Final = click.option(
    "--url", envvar="FINDLING_URL", default=DEFAULT_URL, show_default=True, help="The hub; FINDLING_URL names it too."
)
_TARGETS: Final = (
    click.option("--group", help="The nodes of a group, _all for all."),
    click.option("--node", "nodes", multiple=True, help="A node by its name; may be given several times."),
)


@click.group("fleet")
@click.option("--via", metavar="GATEWAY", help="Manage what is below an edge that is a hub itself, through it.")
@click.option("--wait", default="30s", show_default=True, help="How long to wait for that edge's answer.")
@click.pass_context
def command(context: click.Context, via: str | None, wait: str) -> None:
    """Manage edges: nodes, devices, groups, shadows, deployments, commands, configurations."""
    context.obj = None if via is None else (via, parse_time_ms(wait, "wait") / 1000)


@command.command("list")
@click.argument("kind", type=click.Choice(sorted(_SHOWN)))
@click.option("--query", help="A query of the query DSL, as JSON.")
@click.option("--size", default=100, show_default=True, help="How many at most.")
@_URL
def list_objects(kind: str, query: str | None, size: int, url: str) -> None:
    """Show nodes, devices, groups, shadows, bundles, deployments, commands or configurations, one a line."""
    body: dict[str, Any] = {"size": size, "sort": ["name"]}
    if query is not None:
        body["query"] = _json(query, "--query")
    hits = _ask(url, "POST", f"/_edge/{kind}/_search", body)["hits"]["hits"]
    for hit in hits:
        source = hit["_source"]
        click.echo("\t".join(_text(source.get(name)) for name in _SHOWN[kind]))


@command.command("show")
@click.argument("kind", type=click.Choice(["node", "device", "group", "shadow", "deployment", "command", "config"]))
@click.argument("name")
@_URL
def show(kind: str, name: str, url: str) -> None:
    """Show everything about one of them, as JSON."""
    _print(_ask(url, "GET", f"/_edge/{kind}s/{quote(name)}"))


@command.command("group")
@click.argument("name")
@click.option("--node", "nodes", multiple=True, help="A node of the group.")
@click.option("--tag", "tags", multiple=True, metavar="NAME=VALUE", help="A tag that nodes of the group have.")
@_URL
def group(name: str, nodes: tuple[str, ...], tags: tuple[str, ...], url: str) -> None:
    """Make a group of nodes, by their names or their tags."""
    body = {"nodes": list(nodes), **({"tags": dict(_pairs(tags))} if tags else {})}
    _print(_ask(url, "PUT", f"/_edge/groups/{quote(name)}", body))


@command.command("tag")
@click.argument("node")
@click.argument("tags", nargs=-1, required=True, metavar="NAME=VALUE...")
@_URL
def tag(node: str, tags: tuple[str, ...], url: str) -> None:
    """Give a node tags, in the place of those it had."""
    _print(_ask(url, "PUT", f"/_edge/nodes/{quote(node)}", {"tags": dict(_pairs(tags))}))


@command.command("revoke")
@click.argument("node")
@_URL
def revoke(node: str, url: str) -> None:
    """Throw out a node that was lost or stolen."""
    _print(_ask(url, "POST", f"/_edge/nodes/{quote(node)}/_revoke"))


@command.command("desire")
@click.argument("device")
@click.argument("desired")
@click.option("--version", type=int, help="The version of the shadow that this was made of; another is refused.")
@_URL
def desire(device: str, desired: str, version: int | None, url: str) -> None:
    """Say what a device should be: a JSON object, merged into what it should be already."""
    body: dict[str, Any] = {"state": {"desired": _json(desired, "DESIRED")}}
    if version is not None:
        body["version"] = version
    _print(_ask(url, "POST", f"/_edge/shadows/{quote(device)}", body))


@command.command("pack")
@click.argument("name")
@click.argument("version")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--module", default="main", show_default=True, help="The module that declares the functions.")
@click.option("--limit", "limits", multiple=True, metavar="NAME=NUMBER", help="A limit: memory_bytes, cpu_s, ...")
@_URL
def pack(name: str, version: str, folder: Path, module: str, limits: tuple[str, ...], url: str) -> None:
    """Bring the files of a folder to the hub as a version of a bundle, which the hub signs."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    files = {
        path.relative_to(folder).as_posix(): {"base64": base64.b64encode(path.read_bytes()).decode()} for path in paths
    }
    limited = {key: _json(value, "--limit") for key, value in _pairs(limits)}
    body = {"module": module, "limits": limited, "files": files}
    _print(_ask(url, "PUT", f"/_edge/bundles/{quote(name)}/{quote(version)}", body))


@command.command("deploy")
@click.argument("name")
@click.argument("bundle")
@click.argument("version")
@_TARGETS[0]
@_TARGETS[1]
@click.option("--canary", type=float, help="Share of the first wave, in percent.")
@click.option("--batch", type=float, help="Share of each further wave, in percent.")
@click.option("--healthy-for", help="How long nodes must be healthy before the next wave: 60s.")
@click.option("--max-failed", type=float, help="Share of failed nodes above which the version is taken back, percent.")
@_URL
def deploy(
    name: str,
    bundle: str,
    version: str,
    group: str | None,
    nodes: tuple[str, ...],
    canary: float | None,
    batch: float | None,
    healthy_for: str | None,
    max_failed: float | None,
    url: str,
) -> None:
    """Bring a version of a bundle to nodes, wave by wave."""
    given = {
        "canary_percent": canary,
        "batch_percent": batch,
        "healthy_for_ms": healthy_for,
        "max_failed_percent": max_failed,
    }
    policy = {key: value for key, value in given.items() if value is not None}
    body = {"bundle": bundle, "version": version, "policy": policy, **_target(group, nodes)}
    _print(_ask(url, "PUT", f"/_edge/deployments/{quote(name)}", body))


@command.command("publish")
@click.argument("index")
@click.option("--name", help="What it is called among what is deployed; else as the index.")
@_TARGETS[0]
@_TARGETS[1]
@click.option("--ttl", default="1d", show_default=True, help="How long a copy is fresh that the hub has confirmed.")
@click.option("--every", help="Publish again and again after this time, such as 30s, until Ctrl-C.")
@_URL
def publish(
    index: str, name: str | None, group: str | None, nodes: tuple[str, ...], ttl: str, every: str | None, url: str
) -> None:
    """Push an INDEX, as it is now, to nodes, which serve it read-only, also without the hub.

    Only what has changed is sent. Without --group and --node those get it that have a version.
    """
    pause_s = None if every is None else parse_time_ms(every, "every") / 1000
    path, body = (
        f"/_edge/indices/{quote(name or index)}/_publish",
        {"index": index, "ttl": ttl, **_target(group, nodes)},
    )
    while True:
        told = _ask(url, "POST", path, body)
        newest = told["versions"][-1]
        click.echo(f"{told['name']}: version {newest['bundle_version']}, {len(told['nodes'])} nodes")
        if pause_s is None:
            return
        time.sleep(pause_s)


@command.command("withdraw")
@click.argument("name")
@_URL
def withdraw(name: str, url: str) -> None:
    """Take an index that was pushed from all nodes."""
    _print(_ask(url, "DELETE", f"/_edge/indices/{quote(name)}"))


@command.command("copies")
@click.argument("name")
@_URL
def copies(name: str, url: str) -> None:
    """Show how each node is with an index that was pushed to it, one a line."""
    for node, one in _ask(url, "GET", f"/_edge/indices/{quote(name)}")["nodes"].items():
        members = ("presence", "wants", "version", "state", "coming", "size_in_bytes", "expires_at")
        click.echo("\t".join([node, *(_text(one.get(member)) for member in members)]))


@command.command("deployment")
@click.argument("name")
@click.argument("what", type=click.Choice(["pause", "resume", "cancel", "rollback"]))
@_URL
def deployment(name: str, what: str, url: str) -> None:
    """Pause a deployment, go on with it, end it, or take it back."""
    _print(_ask(url, "POST", f"/_edge/deployments/{quote(name)}/_{what}"))


@command.command("send")
@click.argument("what", metavar="COMMAND")
@click.argument("arguments", required=False)
@click.option("--device", help="The device that is asked; else nodes are.")
@_TARGETS[0]
@_TARGETS[1]
@click.option("--expires-in", help="How long it may wait for who is away: 1d.")
@_URL
def send(
    what: str,
    arguments: str | None,
    device: str | None,
    group: str | None,
    nodes: tuple[str, ...],
    expires_in: str | None,
    url: str,
) -> None:
    """Send a command to a device or to nodes; who is away gets it on its return."""
    body: dict[str, Any] = {"command": what, **_target(group, nodes)}
    if arguments is not None:
        body["arguments"] = _json(arguments, "ARGUMENTS")
    if device is not None:
        body["device"] = device
    if expires_in is not None:
        body["expires_in"] = expires_in
    for one in _ask(url, "POST", "/_edge/commands", body)["commands"]:
        click.echo(f"{one['name']}\t{one['node']}")


@command.command("configure")
@click.argument("scope")
@click.argument("settings")
@_URL
def configure(scope: str, settings: str, url: str) -> None:
    """Tell nodes settings: all, group:NAME or node:NAME, and a JSON object."""
    _print(_ask(url, "PUT", f"/_edge/configs/{quote(scope)}", {"settings": _json(settings, "SETTINGS")}))


def _ask(url: str, method: str, path: str, body: Any = None) -> Any:
    via: tuple[str, float] | None = click.get_current_context().obj
    with Connection(url) as connection:
        if via is not None:
            return _ask_via(connection, via, {"method": method, "path": path, "body": body})
        return connection.request(method, path, None if body is None else orjson.dumps(body))


def _ask_via(connection: Connection, via: tuple[str, float], asked: Mapping[str, Any]) -> Any:
    """Returns what a gateway answers to a request that it is sent as a command. via: its name, seconds to wait"""
    gateway, wait_s = via
    command = {"command": "fleet", "arguments": asked, "nodes": [gateway]}
    id = connection.request("POST", "/_edge/commands", orjson.dumps(command))["commands"][0]["name"]
    deadline = time.monotonic() + wait_s
    while (told := connection.request("GET", f"/_edge/commands/{id}"))["state"] in ("pending", "delivered"):
        if time.monotonic() > deadline:
            raise click.ClickException(f"[{gateway}] has not answered yet: findling fleet show command {id}")
        time.sleep(_LOOK_S)
    if told["state"] != "succeeded":
        raise click.ClickException(str((told.get("answer") or {}).get("reason", told["state"])))
    return told.get("answer")


def _print(answer: Any) -> None:
    click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())


def _text(value: Any) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _json(text: str, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise click.BadParameter(f"no JSON: {error}", param_hint=what) from error


def _target(group: str | None, nodes: Sequence[str]) -> dict[str, Any]:
    return ({} if group is None else {"group": group}) | ({"nodes": list(nodes)} if nodes else {})


def _pairs(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        name, separator, value = text.partition("=")
        if not separator:
            raise click.BadParameter(f"not NAME=VALUE: {text}")
        yield name, value
