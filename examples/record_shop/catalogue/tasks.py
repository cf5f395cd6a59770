"""What events call: Zappa finds these functions by their names in zappa_settings.json."""

import csv
import io
import logging
from typing import Any
from urllib.parse import unquote_plus

import boto3

from catalogue.models import Record

logger = logging.getLogger("catalogue")
logger.setLevel(logging.INFO)


def report(event: dict[str, Any], context: Any) -> int:
    """Counts the records; called by a schedule."""
    count = Record.objects.count()
    logger.info("records for sale count=%d", count)
    return count


def take_delivery(event: dict[str, Any], context: Any) -> int:
    """Adds the records of a list (title,artist,year) that came into the bucket of deliveries."""
    client, added = boto3.client("s3"), 0
    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        text = client.get_object(Bucket=bucket, Key=key)["Body"].read().decode()
        for row in csv.DictReader(io.StringIO(text)):
            Record.objects.create(title=row["title"], artist=row["artist"], year=int(row["year"]))
            added += 1
        logger.info("delivery taken key=%s records=%d", key, added)
    return added
