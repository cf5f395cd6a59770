"""The group `findling policy`."""

import click

from findling.cli.policy.apply import apply
from findling.cli.policy.review import review
from findling.cli.policy.unit_test import unit_test
from findling.cli.policy.verify import verify


@click.group("policy")
def command() -> None:
    """Apply, try and test policies: templates and constraints of Gatekeeper, and Rego."""


for _command in (apply, review, unit_test, verify):
    command.add_command(_command)
