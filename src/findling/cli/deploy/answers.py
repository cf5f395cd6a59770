"""What `findling deploy init` is told, and asks for."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import click

from findling.serverless.deploy.django_stage import DjangoStage
from findling.serverless.deploy.settings import Deployment
from findling.serverless.deploy.stages import Stage

_OF_ALL: Final = {"name", "bucket", "region", "profile", "role_arn", "variables"}
_OF_DJANGO: Final = {"django", "schedules", "objects"}
_QUESTIONS: Final = {
    "name": ("Name of the project", "search"),
    "place": ("What is served (s3://bucket/path)", None),
    "bucket": ("Bucket for packages", None),
    "region": ("Region", "us-east-1"),
}


def stage_of_answers(given: Mapping[str, Any]) -> Stage:
    """Returns a stage; what it cannot do without, and is not given, is asked for. Raises click.UsageError."""
    said = {name: value for name, value in given.items() if value}
    if "django" in said:
        return _django(said)
    _refuse(said, _OF_DJANGO, "is for Django projects (--django)")
    answers = {**said, **_asked(said, "name", "place", "bucket", "region")}
    return Deployment(environment=pairs(answers.pop("variables", ()), "--set"), **answers)


def _django(said: dict[str, Any]) -> DjangoStage:
    _refuse(said, said.keys() - _OF_ALL - _OF_DJANGO, "is for search services, not for Django projects")
    answers = {**said, **_asked(said, "name", "bucket", "region")}
    return DjangoStage(
        module=answers.pop("django"),
        environment=pairs(answers.pop("variables", ()), "--set"),
        schedules=pairs(answers.pop("schedules", ()), "--schedule"),
        objects=pairs(answers.pop("objects", ()), "--on-objects"),
        **answers,
    )


def _asked(said: Mapping[str, Any], *names: str) -> dict[str, Any]:
    missing = {name: _QUESTIONS[name] for name in names if name not in said}
    return {name: click.prompt(question, default=default) for name, (question, default) in missing.items()}


def _refuse(said: Mapping[str, Any], names: set[str], why: str) -> None:
    for name in sorted(names & said.keys()):
        raise click.UsageError(f"[{name}] {why}")


def pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    """Returns what NAME=VALUE say. Raises click.UsageError."""
    split = [text.partition("=") for text in texts]
    for text, (name, equals, _) in zip(texts, split, strict=True):
        if not (name and equals):
            raise click.UsageError(f"{option} wants NAME=VALUE, not {text}")
    return {name: value for name, _, value in split}
