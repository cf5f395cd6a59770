"""Events that are no HTTP, and the functions that take them.

    from findling.serverless.events.routes import on_s3, on_sqs

    @on_s3(prefix="in/", suffix=".ndjson")
    def take(found: S3Object, context: object) -> None: ...

`records` are what functions get, `routes` registers functions and finds those of an event.
"""
