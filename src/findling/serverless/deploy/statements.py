"""Statements of policies."""

from typing import Any
from urllib.parse import urlsplit

Statement = dict[str, Any]
LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")


def allow(actions: list[str], *resources: str) -> Statement:
    """Allows actions on resources, named by their ARNs."""
    return {"Effect": "Allow", "Action": actions, "Resource": list(resources)}


def writing_logs() -> Statement:
    """Allows functions to write their logs."""
    return allow([*LOGS], "arn:aws:logs:*:*:log-group:/aws/lambda/*")


def bucket_of(url: str) -> tuple[str, str]:
    """Returns the ARN of the bucket of s3://bucket/path, and that of what is below the path."""
    parts = urlsplit(url)
    path = parts.path.strip("/")
    bucket = f"arn:aws:s3:::{parts.netloc}"
    return bucket, f"{bucket}/{path}/*" if path else f"{bucket}/*"
