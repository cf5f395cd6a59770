"""`findling deploy init|package|up|status|update|rollback|tail|invoke|manage|policy|certify|down --stage STAGE`."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
import orjson

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.cli.deploy.answers import stage_of_answers
from findling.cli.deploy.static import static
from findling.serverless.deploy.mappings import report_failures
from findling.serverless.deploy.policies import deployer_policy, execution_policy, trust_policy
from findling.serverless.deploy.remedies import remedy_for
from findling.serverless.deploy.settings import (
    FILE,
    HANDLER,
    read_settings,
    read_stage,
    write_settings,
    write_stage,
)
from findling.serverless.deploy.zappa import check_environment, run_zappa

STAGE: Final = click.option("--stage", default="dev", show_default=True, help="The stage: dev, production, ...")
FOLDER: Final = click.option(
    "--project",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Folder of zappa_settings.json.  [default: .]",
)
_FAILED: Final = re.compile(r"^(Error|Oh no!|Warning! Status check)", re.MULTILINE)


class _Group(click.Group):
    """Tells what is wrong in a line."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except FindlingError as error:
            raise click.ClickException(error.reason) from error


@click.group("deploy", cls=_Group)
def command() -> None:
    """Put a search service over published indices on AWS Lambda, with Zappa (pip install findling[serverless])."""


@command.command("init")
@click.option("--name", help="Name of the project.")
@click.option("--place", help="What is served: s3://bucket/path.")
@click.option("--bucket", help="Bucket for packages.")
@click.option("--region", help="Region, such as eu-west-1.")
@click.option("--profile", help="Profile of ~/.aws.")
@click.option("--role-arn", help="The function's role; without it Zappa makes one with wide rights.")
@click.option("--documents", help="Bucket whose objects below in/ are indexed.")
@click.option("--queue", help="ARN of a queue of documents to index.")
@click.option("--compact", help='When to compact what is published, such as "rate(1 hour)".')
@click.option("--slow-log", help="Where slow logs become objects: s3://bucket/path.")
@click.option("--alerts", help="ARN of the topic that is told of slow searches and dead letters.")
@click.option("--public", is_flag=True, help="Let everybody call the function's URL; else callers sign (IAM).")
@click.option("--django", help="Settings of a Django project (project.settings) that is deployed instead.")
@click.option(
    "--schedule", "schedules", multiple=True, metavar="FUNCTION=WHEN", help='Django: app.tasks.report="rate(1 hour)".'
)
@click.option(
    "--on-objects", "objects", multiple=True, metavar="FUNCTION=BUCKET[/PREFIX]", help="Django: objects that came."
)
@click.option(
    "--set", "variables", multiple=True, metavar="NAME=VALUE", help="A variable of the function's environment."
)
@STAGE
@FOLDER
def init(stage: str, folder: Path, **given: Any) -> None:
    """Write zappa_settings.json; what is not given is asked for."""
    made = stage_of_answers(given)
    path = write_stage(folder, stage, made)
    click.echo(f"{path}: stage {stage} of {made.name}")
    if made.role_arn is None:
        click.echo("no --role-arn: Zappa makes a role of wide rights; `findling deploy policy` prints one of few")


@command.command("package")
@STAGE
@FOLDER
def package(stage: str, folder: Path) -> None:
    """Build the package and list its parts, without deploying it."""
    _zappa(folder, stage, "package", stage)


@command.command("up")
@STAGE
@FOLDER
def up(stage: str, folder: Path) -> None:
    """Deploy a stage for the first time."""
    _zappa(folder, stage, "deploy", stage)
    _report_failures(folder, stage)


@command.command("update")
@STAGE
@FOLDER
def update(stage: str, folder: Path) -> None:
    """Deploy a stage again: code, settings and events."""
    _zappa(folder, stage, "update", stage)
    _report_failures(folder, stage)


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@STAGE
@FOLDER
def status(stage: str, folder: Path, as_json: bool) -> None:
    """Show what is deployed."""
    _zappa(folder, stage, "status", stage, *(["--json"] if as_json else []))


@command.command("rollback")
@click.option("-n", "--num", default=1, show_default=True, help="How many versions back.")
@STAGE
@FOLDER
def rollback(stage: str, folder: Path, num: int) -> None:
    """Go back to an earlier version of the code."""
    _zappa(folder, stage, "rollback", stage, "-n", str(num))


@command.command("tail")
@click.option("--since", default="1h", show_default=True, help="How far back.")
@click.option("--follow", is_flag=True, help="Go on until Ctrl-C.")
@STAGE
@FOLDER
def tail(stage: str, folder: Path, since: str, follow: bool) -> None:
    """Show the log."""
    once = [] if follow else ["--disable-keep-open"]
    _zappa(folder, stage, "tail", stage, "--since", since, "--no-color", *once)


@command.command("invoke")
@click.argument("function")
@click.option("--raw", is_flag=True, help="Send Python code instead of a function's name (not to the search function).")
@STAGE
@FOLDER
def invoke(stage: str, folder: Path, function: str, raw: bool) -> None:
    """Call a FUNCTION of the deployment: a command such as `compact`."""
    if raw and _stage(folder, stage).get("lambda_handler") == HANDLER:
        raise IllegalArgumentError("the search function does not execute code that is sent: --raw is off")
    _zappa(folder, stage, "invoke", stage, function, *(["--raw"] if raw else []))


@command.command("manage", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True)
@STAGE
@FOLDER
def manage(stage: str, folder: Path, words: tuple[str, ...]) -> None:
    """Run a command of a Django project that is deployed: `manage migrate`."""
    if "django_settings" not in _stage(folder, stage):
        raise IllegalArgumentError(f"stage [{stage}] is no Django project: its settings have no django_settings")
    _zappa(folder, stage, "manage", stage, " ".join(words))


@command.command("policy")
@click.option("--deployer", "which", flag_value="deployer", help="What whoever deploys has to be allowed.")
@click.option("--execution", "which", flag_value="execution", default=True, help="What the function is allowed.")
@click.option("--trust", "which", flag_value="trust", help="Who may take the function's role.")
@click.option("--account", default="*", help="Number of the AWS account.")
@STAGE
@FOLDER
def policy(stage: str, folder: Path, which: str, account: str) -> None:
    """Print a policy of IAM that fits a stage: few rights, named resources."""
    found = read_stage(_stage(folder, stage))
    made: dict[str, Callable[[], dict[str, Any]]] = {
        "deployer": lambda: deployer_policy(found, account),
        "execution": lambda: execution_policy(found),
        "trust": trust_policy,
    }
    click.echo(orjson.dumps(made[which](), option=orjson.OPT_INDENT_2).decode())


@command.command("certify")
@click.option("--domain", help="The domain; else that of the settings.")
@click.option("--certificate-arn", help="The certificate; else that of the settings.")
@STAGE
@FOLDER
def certify(stage: str, folder: Path, domain: str | None, certificate_arn: str | None) -> None:
    """Serve under a domain of one's own, with a certificate of ACM."""
    given = {"domain": domain, "certificate_arn": certificate_arn}
    _change_stage(folder, stage, {name: value for name, value in given.items() if value is not None})
    if not {"domain", "certificate_arn"} <= _stage(folder, stage).keys():
        raise IllegalArgumentError(
            "certify wants a domain and the ARN of its certificate (--domain, --certificate-arn)"
        )
    # Zappa 0.63 breaks off, after it has made the domain, where the function has a URL too
    with _settings_without_url(folder, stage) as file:
        _zappa(folder, stage, "certify", stage, "--yes", "--settings_file", str(file))


@command.command("down")
@click.option("--yes", is_flag=True, help="Do not ask.")
@STAGE
@FOLDER
def down(stage: str, folder: Path, yes: bool) -> None:
    """Remove a stage. What is published stays."""
    if not yes:
        click.confirm(f"remove stage {stage}?", abort=True)
    _zappa(folder, stage, "undeploy", stage, "--yes")


command.add_command(static)


def _zappa(folder: Path, stage: str, *arguments: str) -> None:
    """Runs Zappa; ends with its exit code, and what helps, if it fails."""
    check_environment(str(_stage(folder, stage).get("project_name", "")))
    code, said = run_zappa(arguments, folder, click.echo)
    if code or _FAILED.search(said):
        advice = remedy_for(said)
        if advice is not None:
            click.echo(f"\nWhat helps: {advice}", err=True)
        raise SystemExit(code or 1)


def _report_failures(folder: Path, stage: str) -> None:
    """Has queues give back the messages alone that failed: Zappa cannot say so."""
    settings = _stage(folder, stage)
    if any(":sqs:" in event.get("event_source", {}).get("arn", "") for event in settings.get("events", ())):
        report_failures(f"{settings['project_name']}-{stage}", settings)


def _stage(folder: Path, stage: str) -> dict[str, Any]:
    stages = read_settings(folder)
    if stage not in stages:
        raise IllegalArgumentError(f"no stage [{stage}] in the settings, there are {', '.join(stages)}")
    found: dict[str, Any] = stages[stage]
    return found


@contextmanager
def _settings_without_url(folder: Path, stage: str) -> Iterator[Path]:
    """Gives a file with settings like those of a stage, but that the function has no URL of its own."""
    path = folder / f".{FILE}.certify.json"
    write_settings(path, {stage: {**_stage(folder, stage), "function_url_enabled": False}})
    try:
        yield path
    finally:
        path.unlink()


def _change_stage(folder: Path, stage: str, changes: dict[str, str]) -> None:
    if changes:
        stages = read_settings(folder)
        stages[stage] = {**_stage(folder, stage), **changes}
        write_settings(folder / FILE, stages)
