"""What Zappa cannot say of a function's queues."""

from collections.abc import Mapping
from typing import Any


def report_failures(function: str, settings: Mapping[str, Any]) -> None:
    """Has a function's queues give back the messages alone that it says failed, not whole batches."""
    import boto3  # comes with Zappa

    session = boto3.Session(profile_name=settings.get("profile_name"), region_name=settings["aws_region"])
    client = session.client("lambda")
    for mapping in client.list_event_source_mappings(FunctionName=function)["EventSourceMappings"]:
        if ":sqs:" in mapping["EventSourceArn"]:
            client.update_event_source_mapping(
                UUID=mapping["UUID"], FunctionName=function, FunctionResponseTypes=["ReportBatchItemFailures"]
            )
