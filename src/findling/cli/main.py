"""The command group, and the table of commands."""

import gc
import importlib

import click

from findling.version import __version__

# command -> module that defines it as `command`; loaded on demand
COMMANDS = {
    "serve": "findling.cli.serve",
    "edge": "findling.cli.edge.commands",
    "fleet": "findling.cli.fleet",
    "index": "findling.cli.index",
    "search": "findling.cli.search",
    "security": "findling.cli.security",
    "keystore": "findling.cli.keystore",
    "policy": "findling.cli.policy.commands",
    "identity": "findling.cli.identity.commands",
    "certutil": "findling.cli.certutil",
    "cluster": "findling.cli.cluster",
    "snapshot": "findling.cli.snapshot",
    "rebuild": "findling.cli.rebuild",
    "publish": "findling.cli.published.publish",
    "published": "findling.cli.published.commands",
    "deploy": "findling.cli.deploy.commands",
    "check": "findling.cli.check",
    "diagnose": "findling.cli.diagnose",
    "config": "findling.cli.show_config",
    "completion": "findling.cli.completion",
}


class LazyGroup(click.Group):
    """A click group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        # what importing makes stays: looking for cycles in it takes a tenth of the time
        gc.disable()
        try:
            command: click.Command = importlib.import_module(module).command
        finally:
            gc.enable()
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="findling")
def main() -> None:
    """Findling, a search engine that speaks the Elasticsearch REST API."""
