"""A Django project as a stage: Zappa's own handler serves it; `findling deploy` does all else alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.serverless.deploy.stages import Stage
from findling.serverless.deploy.statements import Statement, allow, writing_logs

SETTINGS: Final = "django_settings"
_UNUSED: Final = ["boto3", "botocore", "s3transfer", "*.sqlite3", "collected"]  # Lambda has the first three


@dataclass(frozen=True, slots=True, kw_only=True)
class DjangoStage(Stage):
    """One stage of a Django project.

    module: its settings, "project.settings"
    schedules: when functions are called, as EventBridge has it: {"app.tasks.report": "rate(1 hour)"}
    objects: functions that objects of buckets call: {"app.tasks.take": "bucket/prefix"}
    """

    module: str
    schedules: Mapping[str, str]
    objects: Mapping[str, str]

    def settings(self) -> dict[str, Any]:
        events: list[dict[str, Any]] = []
        for function, place in self.objects.items():
            bucket, _, prefix = place.partition("/")
            source = {"arn": f"arn:aws:s3:::{bucket}", "events": ["s3:ObjectCreated:*"]}
            events.append({"function": function, "event_source": {**source, **({"prefix": prefix} if prefix else {})}})
        events += [{"function": function, "expressions": [when]} for function, when in self.schedules.items()]
        told = {
            SETTINGS: self.module,
            "memory_size": 1024,
            "timeout_seconds": 300,  # commands such as collectstatic; requests are cut off by the gateway after 29
            "log_level": "INFO",
            "exclude": _UNUSED,
            "events": events,
            "aws_environment_variables": dict(self.environment),
        }
        return {**Stage.settings(self), **told}

    def check(self) -> None:
        Stage.check(self)
        if not all(part.isidentifier() for part in self.module.split(".")):
            raise IllegalArgumentError(f"[{self.module}] is no module of settings, such as project.settings")
        for function in (*self.schedules, *self.objects):
            if "." not in function:
                raise IllegalArgumentError(f"[{function}] is no function of a module, such as app.tasks.report")

    def buckets_with_notices(self) -> tuple[str, ...]:
        return tuple({place.partition("/")[0]: None for place in self.objects.values()})

    def rights(self) -> list[Statement]:
        """What the project itself asks of AWS, such as its bucket of static files, is to be added."""
        reading = [
            allow(["s3:GetObject"], f"arn:aws:s3:::{bucket}/{prefix}*")
            for bucket, _, prefix in (place.partition("/") for place in self.objects.values())
        ]
        return [writing_logs(), *reading]


def read_django_stage(settings: Mapping[str, Any]) -> DjangoStage:
    """Returns the stage that settings with `django_settings` stand for."""
    events = settings.get("events", ())
    sources = {event["function"]: event["event_source"] for event in events if "event_source" in event}
    return DjangoStage(
        name=settings["project_name"],
        bucket=settings["s3_bucket"],
        region=settings["aws_region"],
        role_arn=settings.get("role_arn"),
        environment=dict(settings.get("aws_environment_variables", {})),
        module=settings[SETTINGS],
        schedules={one["function"]: when for one in events for when in one.get("expressions", ())},
        objects={
            function: "/".join(filter(None, [source["arn"].rpartition(":")[2], source.get("prefix", "")]))
            for function, source in sources.items()
            if ":s3:" in source["arn"]
        },
    )
