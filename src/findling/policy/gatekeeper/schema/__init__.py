"""Structural schemas: the part of OpenAPI v3 with which Kubernetes checks objects.

`structural.problems` says whether a schema is one; `validate.problems` what is wrong with a value;
`defaults.with_defaults` fills in what is not there; `unknown_fields.unknown_fields` finds what the schema does not
know; `legacy.preserving` lets a schema of templates before v1 take everything it does not mention. Errors have the
wording of Kubernetes. Schemas are decoded JSON. Expressions in CEL (`x-kubernetes-validations`) are refused: nothing
here runs them.
"""
