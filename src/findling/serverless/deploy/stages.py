"""What all kinds of stages have in zappa_settings.json."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.serverless.deploy.statements import Statement

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,38}[a-z0-9]")
_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a project.

    bucket: for packages; role_arn: of the function, None: Zappa makes a role, a wide one
    """

    name: str
    bucket: str
    region: str
    profile: str | None = None
    role_arn: str | None = None
    keep_warm: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """Raises IllegalArgumentError for what AWS or Zappa would refuse later."""
        if not _NAME.fullmatch(self.name):
            raise IllegalArgumentError(f"[{self.name}] is no project name: 2 to 40 of a-z, 0-9 and -, a letter first")
        if not _BUCKET.fullmatch(self.bucket):
            raise IllegalArgumentError(f"[{self.bucket}] is no name of a bucket")

    def settings(self) -> dict[str, Any]:
        """Returns what Zappa is told."""
        told: dict[str, Any] = {
            "project_name": self.name,
            "aws_region": self.region,
            "s3_bucket": self.bucket,
            "runtime": f"python{sys.version_info[0]}.{sys.version_info[1]}",
            "timeout_seconds": 30,
            "endpoint_configuration": ["REGIONAL"],
            "keep_warm": self.keep_warm,
            "num_retained_versions": 5,
        }
        if self.profile is not None:
            told["profile_name"] = self.profile
        if self.role_arn is not None:
            told |= {"manage_roles": False, "role_arn": self.role_arn}
        return told

    def buckets_with_notices(self) -> tuple[str, ...]:
        """Returns the buckets whose objects call the function."""
        raise NotImplementedError

    def rights(self) -> list[Statement]:
        """Returns what the function may do."""
        raise NotImplementedError
