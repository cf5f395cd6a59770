"""Index state management, OpenSearch's lifecycles: an index goes from state to state of its policy.

`policy` reads and checks policies, `kept` has them in the cluster's metadata; `actions` makes steps of what a state is
told to do, the same ones that index lifecycles have; `standing` is where an index is, kept with it. `engine` carries
steps out and decides on transitions, `policies` and `managing` answer requests.

Source: OpenSearch's index-management plugin, its documentation. No live server was there to compare with.
"""
