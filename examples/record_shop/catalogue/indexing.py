"""A record that is saved becomes an object of the bucket that the search service indexes from."""

import json
from typing import Any

import boto3
from django.conf import settings
from django.db.models.signals import post_save
from django.dispatch import receiver

from catalogue.models import Record


@receiver(post_save, sender=Record)
def send(instance: Record, **_: Any) -> None:
    """Writes the record's document; a newer version of the object replaces what the older one had brought."""
    if settings.SEARCH_DOCUMENTS:
        body = json.dumps(instance.document()).encode() + b"\n"
        key = f"in/records/{instance.pk}.ndjson"
        boto3.client("s3").put_object(Bucket=settings.SEARCH_DOCUMENTS, Key=key, Body=body)
