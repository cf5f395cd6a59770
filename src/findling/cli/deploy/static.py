"""`findling deploy static`: files in a bucket, for pages that CloudFront or S3 itself serve."""

from collections.abc import Mapping
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import orjson

from findling.base.errors import IllegalArgumentError
from findling.serverless.deploy.settings import read_settings
from findling.serverless.deploy.static_files import reading_policy, upload, with_statement


@click.command("static")
@click.argument("source", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--console", is_flag=True, help="Findling's console instead of a folder.")
@click.option("--bucket", required=True, help="The bucket.")
@click.option("--prefix", default="", help="What the objects' names begin with, such as console/.")
@click.option("--delete", is_flag=True, help="Remove what is there below the prefix and not in the folder.")
@click.option("--public", is_flag=True, help="Let everybody read these objects.")
@click.option("--cloudfront", metavar="ARN", help="Let this distribution of CloudFront read them, and nobody else.")
@click.option("--stage", default="dev", show_default=True, help="The stage whose region and profile are used.")
@click.option(
    "--project",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Folder of zappa_settings.json.  [default: .]",
)
def static(
    source: Path | None,
    console: bool,
    bucket: str,
    prefix: str,
    delete: bool,
    public: bool,
    cloudfront: str | None,
    stage: str,
    folder: Path,
) -> None:
    """Bring a folder of files (SOURCE) to a bucket, with the headers that browsers and CloudFront go by."""
    if public and cloudfront is not None:
        raise click.UsageError("either --public or --cloudfront")
    with closing(_client(read_settings(folder).get(stage, {}))) as client:
        done = upload(client, bucket, _folder(source, console), prefix, delete)
        click.echo(
            f"{bucket}: {done.sent} files sent, {done.sent_bytes} bytes; {done.same} the same, {done.removed} removed"
        )
        if public or cloudfront is not None:
            _let_read(client, bucket, prefix, cloudfront)


def _folder(source: Path | None, console: bool) -> Path:
    """Returns the folder that is meant. Raises IllegalArgumentError."""
    if console == (source is not None):
        raise click.UsageError("name a folder, or say --console")
    if source is not None:
        return source
    found = Path(str(files("findling.rest.pages").joinpath("console")))
    if not found.is_dir():
        raise IllegalArgumentError("the console was not built with this Findling: it wants Node.js")
    return found


def _client(settings: Mapping[str, Any]) -> Any:
    import boto3  # comes with Zappa

    return boto3.Session(profile_name=settings.get("profile_name"), region_name=settings.get("aws_region")).client("s3")


def _let_read(client: Any, bucket: str, prefix: str, distribution: str | None) -> None:
    """Adds to the bucket's policy who may read, and shows it."""
    try:
        policy = orjson.loads(client.get_bucket_policy(Bucket=bucket)["Policy"])
    except client.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucketPolicy":
            raise
        policy = None
    if distribution is None:
        client.delete_public_access_block(Bucket=bucket)
    made = with_statement(policy, reading_policy(bucket, prefix, distribution))
    client.put_bucket_policy(Bucket=bucket, Policy=orjson.dumps(made).decode())
    click.echo(orjson.dumps(made, option=orjson.OPT_INDENT_2).decode())
