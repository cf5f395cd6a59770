"""Findling as functions of AWS Lambda: searches over published indices, and indexing by events.

`handler.lambda_handler` is what Lambda calls. HTTP events go through `http` to the application, on one event loop,
with its lifespan once; all others through `events` to the functions that are registered for them (`@on_s3`,
`@on_sqs`, ...). `service` is the node that serves what is published (findling.published), made at the start of the
environment. `indexing` brings objects and messages into published indices.

What is imported on the way of a search is lean: no library of AWS, no deployment.
"""
