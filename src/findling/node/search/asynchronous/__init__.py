"""Searches that are submitted and asked for later: `_async_search`.

A search runs in the node's patient pool as a task (`running_search`), whose id (`search_id`) also names the document of
a system index in which its `state` is kept once its submitter went without the whole answer. `actions` are the four
requests. While it runs, its partial answer is merged from the shards that have answered so far, when somebody asks.
"""
