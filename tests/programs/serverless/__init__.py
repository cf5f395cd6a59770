"""A small AWS on this machine, for what is deployed: moto, whose functions really run, in AWS's own runtime client.

`runtime_api` is an environment of Lambda: a process of awslambdaric, and the interface that it asks for events.
`local_aws` is moto's server with such environments, its gaps that Zappa falls into filled, and HTTPS for the names
of gateways.
"""
