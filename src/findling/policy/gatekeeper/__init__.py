"""Gatekeeper: constraint templates and constraints judge objects of Kubernetes, on admission and in audits.

`service.Gatekeeper` is the door: it keeps objects (`kept/`), and answers AdmissionReviews (`admission`).
`framework.Framework` is what judges: a `template` makes a kind of `constraint` of the Rego of its author (`rego_code`,
`module_outline`), each constraint says by its `match` (`globs`, `label_selector`) what it is about and by its
`enforcement` what is done; a `review` of an object goes through all that match, one evaluation per template
(`evaluator`), and gives a `violation` each. `inventory` is what templates see besides, `expansion` makes the objects
that objects will make, `configuration` leaves namespaces alone, `audit` judges what is there (`schedule`). `schema/`
checks objects (`object_schemas`) and parameters, with patterns of Go (`go_pattern`). `verify/` runs suites of gator and
unit tests, `yaml_documents` reads files. Errors (`errors`) have Gatekeeper's words. Not for HTTP, nor for where the
objects of an audit come from.
"""
