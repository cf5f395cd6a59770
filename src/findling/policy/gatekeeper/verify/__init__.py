"""Tests of policies: suites of gator, and unit tests in Rego.

`suite` reads a suite.yaml, `runner` runs it, `filter` says which of its tests; `assertions` are what a case expects.
`unit_tests` runs the rules of Rego modules that begin with "test_", `coverage` counts the lines they cover. Everything
is read from files; nothing here knows a server.
"""
