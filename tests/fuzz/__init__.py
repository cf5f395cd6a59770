"""Hostile requests: made from the route table and from examples of every body, with every value where none belongs.

`generator.py` makes them from a seed; `test_requests.py` sends a few thousand in-process with `make test`;
`__main__.py` (`make fuzz`) sends any number to a server of its own and reports.
"""
