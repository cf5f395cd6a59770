"""Random aggregations of all kinds over several indices whose mappings differ, sound ones and broken ones.

    python -m tools.oracle.mixed_aggregations --seed 1 --requests 500 --judge URL --findling URL [--opensearch]

- `corpus`: indices and documents; `pools`: fields and values that parameters are drawn from
- `buckets`, `metrics`, `pipelines`: the parameters of each aggregation; `beyond`: those of OpenSearch alone
- `trees`: whole searches; `faults`: what is made wrong in them; `lockstep`: asks both servers and says what differs
"""
