"""What `findling deploy init` is told, and asks for."""

from collections.abc import Mapping
from typing import Any

import click

from findling.serverless.deploy.settings import Deployment


def deployment_of_answers(given: Mapping[str, Any], variables: tuple[str, ...]) -> Deployment:
    """Returns a deployment; what it cannot do without, and is not given, is asked for."""
    answers = dict(given)
    for name, question, default in (
        ("name", "Name of the project", "search"),
        ("place", "What is served (s3://bucket/path)", None),
        ("bucket", "Bucket for packages", None),
        ("region", "Region", "us-east-1"),
    ):
        if not answers.get(name):
            answers[name] = click.prompt(question, default=default)
    environment = dict(_pair(one) for one in variables)
    return Deployment(**answers, environment=environment)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"--set wants NAME=VALUE, not {text}")
    return name, value
