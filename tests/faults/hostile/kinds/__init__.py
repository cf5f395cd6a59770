"""What can be hostile, by subject. Each file has functions that make one request of their kind from a seed."""

from tests.faults.hostile.kinds import aggregations, analysis, connection, documents, queries, scripts, searches, state
from tests.faults.hostile.request import Kind

KINDS: dict[str, Kind] = {
    f"{subject.__name__.rpartition('.')[2]}: {kind.__name__.replace('_', ' ')}": kind
    for subject in (analysis, queries, aggregations, searches, scripts, documents, state, connection)
    for kind in subject.KINDS
}
