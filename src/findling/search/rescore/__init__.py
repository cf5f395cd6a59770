"""Rescoring: a closer look at the best hits of each shard, which gives them other scores and another order.

`rescorer` has what all rescorers have in common and their registry; one file per kind, registered by its name. `phase`
rescores what the query phase of a shard has found, `explainer` tells about it, `chosen_scores` scores a few documents.
A search without `rescore` does not come here.
"""

import sys

from findling.base.rooms import modules_of

modules_of(sys.modules[__name__])
