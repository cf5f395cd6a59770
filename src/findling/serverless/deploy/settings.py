"""zappa_settings.json: what Zappa is told of a deployment."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from findling.base.errors import IllegalArgumentError

FILE: Final = "zappa_settings.json"
HANDLER: Final = "findling.serverless.handler.lambda_handler"
_SLIM: Final = "findling.serverless.deploy.package.slim"
_INDEXING: Final = "findling.serverless.indexing.functions"
_UNUSED: Final = ["boto3", "botocore", "s3transfer", "zappa", "*.pyx", "tests"]
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,38}[a-z0-9]")
_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Deployment:
    """One stage of a deployment.

    place: what is served; bucket: for packages; role_arn: of the function, None: Zappa makes a role, a wide one
    documents: bucket whose objects below `in/` are indexed, queue: ARN of a queue of documents; None: none
    compact: how often published indices are compacted, as EventBridge has it; None: never
    """

    name: str
    place: str
    bucket: str
    region: str
    profile: str | None = None
    role_arn: str | None = None
    documents: str | None = None
    queue: str | None = None
    compact: str | None = None
    memory_mb: int = 1769
    storage_mb: int = 2048
    keep_warm: bool = True
    public: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """Raises IllegalArgumentError for what AWS or Zappa would refuse later."""
        if not _NAME.fullmatch(self.name):
            raise IllegalArgumentError(f"[{self.name}] is no project name: 2 to 40 of a-z, 0-9 and -, a letter first")
        if not _BUCKET.fullmatch(self.bucket):
            raise IllegalArgumentError(f"[{self.bucket}] is no name of a bucket")
        if not self.place.startswith("s3://"):
            raise IllegalArgumentError(f"[{self.place}] is no place that a function can read: s3://bucket/path")
        if self.documents is not None and self.place.startswith((f"s3://{self.documents}/in/", "s3:///")):
            raise IllegalArgumentError("what is indexed must not be below in/ of the bucket that is published to")

    def stage(self) -> dict[str, Any]:
        """Returns the settings of the stage."""
        settings: dict[str, Any] = {
            "project_name": self.name,
            "app_function": "findling.serverless.handler.lambda_handler",
            "app_type": "asgi",
            "lambda_handler": HANDLER,
            "callbacks": {"zip": _SLIM},
            "aws_region": self.region,
            "s3_bucket": self.bucket,
            "runtime": f"python{sys.version_info[0]}.{sys.version_info[1]}",
            "memory_size": self.memory_mb,
            "timeout_seconds": 30,
            "ephemeral_storage": {"Size": self.storage_mb},
            "endpoint_configuration": ["REGIONAL"],
            "function_url_enabled": True,
            "function_url_config": {"authorizer": "NONE" if self.public else "AWS_IAM"},
            "keep_warm": self.keep_warm,
            "num_retained_versions": 5,
            "exclude": _UNUSED,
            "aws_environment_variables": self._variables(),
            "events": list(self._events()),
        }
        if self.profile is not None:
            settings["profile_name"] = self.profile
        if self.role_arn is not None:
            settings |= {"manage_roles": False, "role_arn": self.role_arn}
        return settings

    @property
    def _indexes(self) -> bool:
        return self.documents is not None or self.queue is not None or self.compact is not None

    def _variables(self) -> dict[str, str]:
        variables = {"FINDLING_PLACE": self.place}
        if self._indexes:
            variables["FINDLING_FUNCTIONS"] = _INDEXING
        return {**variables, **self.environment}

    def _events(self) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = []
        if self.documents is not None:
            # `prefix`, not the `key_filters` of Zappa's page, which Zappa does not read
            source = {"arn": f"arn:aws:s3:::{self.documents}", "events": ["s3:ObjectCreated:*"], "prefix": "in/"}
            events.append({"function": f"{_INDEXING}.index_object", "event_source": source})
        if self.queue is not None:
            source = {"arn": self.queue, "batch_size": 10, "enabled": True}  # type: ignore[dict-item]
            source["function_response_types"] = ["ReportBatchItemFailures"]
            events.append({"function": f"{_INDEXING}.index_messages", "event_source": source})
        if self.compact is not None:
            events.append({"function": f"{_INDEXING}.compact", "expressions": [self.compact], "name": "compact"})
        return events


def read_settings(folder: Path) -> dict[str, Any]:
    """Returns the stages of a project by their names. Raises IllegalArgumentError if there are none."""
    path = folder / FILE
    if not path.exists():
        raise IllegalArgumentError(f"no {FILE} in {folder}: begin with findling deploy init")
    try:
        stages: dict[str, Any] = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise IllegalArgumentError(f"{path}: {error}") from error
    return stages


def write_stage(folder: Path, stage: str, deployment: Deployment) -> Path:
    """Adds a stage to the settings of a project, or replaces it; returns the file. Raises IllegalArgumentError."""
    deployment.check()
    path = folder / FILE
    stages = read_settings(folder) if path.exists() else {}
    stages[stage] = deployment.stage()
    path.write_bytes(orjson.dumps(stages, option=orjson.OPT_INDENT_2) + b"\n")
    return path


def deployment_of_stage(settings: Mapping[str, Any]) -> Deployment:
    """Returns the deployment that a stage's settings stand for. Raises IllegalArgumentError if it is none of these."""
    variables = dict(settings.get("aws_environment_variables", {}))
    place = variables.pop("FINDLING_PLACE", None)
    if place is None:
        raise IllegalArgumentError("the stage serves no place: its settings have no FINDLING_PLACE")
    arns = [event["event_source"]["arn"] for event in settings.get("events", ()) if "event_source" in event]
    expressions = [one for event in settings.get("events", ()) for one in event.get("expressions", ())]
    return Deployment(
        settings["project_name"],
        place,
        settings["s3_bucket"],
        settings["aws_region"],
        role_arn=settings.get("role_arn"),
        documents=next((arn.rpartition(":")[2] for arn in arns if ":s3:" in arn), None),
        queue=next((arn for arn in arns if ":sqs:" in arn), None),
        compact=next(iter(expressions), None),
        environment=variables,
    )
