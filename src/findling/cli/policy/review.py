"""`findling policy review`: what the webhook of a running server would say to objects."""

import uuid
from typing import Any

import click
import orjson

from findling.cli.connection import DEFAULT_URL, Connection
from findling.cli.policy.manifests import FILES, read_objects
from findling.policy.gatekeeper.enforcement import WEBHOOK
from findling.policy.gatekeeper.errors import InvalidObjectError
from findling.policy.gatekeeper.objects import checked, kind_of, name_of, namespace_of


@click.command("review")
@FILES
@click.option("--namespace", "-n", default="default", show_default=True, help="Of objects that name none themselves.")
@click.option(
    "--operation",
    type=click.Choice(["CREATE", "UPDATE", "DELETE"]),
    default="CREATE",
    show_default=True,
    help="What shall be done with them.",
)
@click.option("--url", default=DEFAULT_URL, show_default=True, help="The server.")
def review(names: tuple[str, ...], namespace: str, operation: str, url: str) -> None:
    """Ask whether objects may be created, updated or deleted, without doing it.

    Nothing is stored. The exit status is 1 if one of them is denied.
    """
    denied = False
    with Connection(url) as connection:
        for file, body in read_objects(names):
            try:
                asked = _asked(checked(body), namespace, operation)
            except InvalidObjectError as error:
                raise click.ClickException(f"{file}: {error.reason}") from error
            response = connection.request("POST", "/v1/admit", orjson.dumps(asked))["response"]
            for warning in response.get("warnings", ()):
                click.echo(f"Warning: {warning}", err=True)
            denied = denied or not response["allowed"]
            _tell(file, body, response)
    if denied:
        raise SystemExit(1)


def _tell(file: str, body: dict[str, Any], response: dict[str, Any]) -> None:
    title = f"{kind_of(body).kind.lower()}/{name_of(body)}"
    if response["allowed"]:
        click.echo(f"{title} allowed")
        return
    status = response["status"]
    kind = status.get("reason", "InternalError")
    message = f'admission webhook "{WEBHOOK}" denied the request: {status["message"]}'
    click.echo(f'Error from server ({kind}): error when reviewing "{file}": {message}', err=True)


def _asked(body: dict[str, Any], namespace: str, operation: str) -> dict[str, Any]:
    kind = kind_of(body)
    old = {"object": None, "oldObject": body} if operation == "DELETE" else {"object": body, "oldObject": None}
    return {
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": str(uuid.uuid4()),
            "kind": kind.as_json(),
            "resource": {"group": kind.group, "version": kind.version, "resource": f"{kind.kind.lower()}s"},
            "name": name_of(body),
            "namespace": namespace_of(body) or namespace,
            "operation": operation,
            "userInfo": {},
            "dryRun": True,
            **old,
        },
    }
