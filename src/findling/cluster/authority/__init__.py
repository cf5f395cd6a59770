"""Who belongs to a cluster: its certificate authority, tokens to join by, and the names that have been given out.

`certificates` makes the authority and issues certificates, `user_keys` are the Ed25519 keys by which NATS knows its
users. `files` is a data directory's folder `cluster` with all of that, `enrolment` what a node is told of its cluster.
`issuing` is the authority at work: it makes tokens, and enrols whoever shows one in a `join_request`;
`records` are the tokens and names it keeps, merged between masters without a lock. `door` takes those who wish to join,
over HTTPS, also while the cluster has no majority, and counts `attempts`; `joining` is the other end of it. `given` is
for masters to which an orchestrator gives the authority: they enrol themselves. `permissions` says what each kind
may do with NATS.

Not here: the nats-server that checks keys and permissions (findling.cluster.nats), and how masters tell each other of
new records (findling.node.services.replication.authority). Nothing here imports NATS.
"""
