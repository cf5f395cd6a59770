"""Snapshots and published indices over HTTP.

`snapshot_repositories`, `snapshots_of_repository`, `snapshot_lifecycle`; `published_indices`.
"""

from findling.rest.routes.snapshots import (
    published_indices,
    snapshot_lifecycle,
    snapshot_repositories,
    snapshots_of_repository,
)

ROUTES = [
    *snapshot_repositories.ROUTES,
    *snapshots_of_repository.ROUTES,
    *snapshot_lifecycle.ROUTES,
    *published_indices.ROUTES,
]
