"""Grok: texts taken apart by patterns with names, put together of a bank of patterns.

`bank` has the patterns that come with Findling (`data/`, those of old and those with names of the Elastic Common
Schema), `expression` makes a regular expression of a pattern such as `%{IP:client} %{NUMBER:bytes:int}`, `matcher` runs
it. The syntax is Oniguruma's, translated for `regex`, whose time is limited.
"""
