"""Policies as code, in Rego: `rego_v0` rewrites what was written for OPA before 1.0."""
