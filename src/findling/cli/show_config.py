"""`findling config`: every setting, what it is here, and where that comes from."""

import os
from pathlib import Path

import click

from findling.base.lazy import lazy_module
from findling.cli.config import OPTIONS, Option, Setting, settings

yaml = lazy_module("yaml")


@click.command("config")
@click.option(
    "--config",
    "config_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Configuration file; without it ./findling.yml is read if there is one.",
)
def command(config_file: Path | None) -> None:
    """Print every setting of the server, as findling.yml would have it.

    Behind each stands where its value comes from: the file, the environment or the default.
    """
    made = settings({}, config_file, os.environ)
    for option in OPTIONS:
        click.echo(f"# {option.help}  {option.variable}, --{option.name.replace('_', '-')}")
        click.echo(_line(option, made.get(option.name)) + "\n")


def _line(option: Option, setting: Setting | None) -> str:
    if setting is None:
        return f"{option.name}: {option.default}  # default" if option.default else f"# {option.name}:"
    return f"{option.name}: {_shown(setting.value)}  # {setting.origin}"


def _shown(value: object) -> str:
    plain = value if isinstance(value, bool | int) else str(value)
    text: str = yaml.safe_dump(plain, default_flow_style=True, width=10_000)
    return text.removesuffix("...\n").strip()
