"""Snapshots over HTTP: `snapshot_repositories`, `snapshots_of_repository` and `snapshot_lifecycle`."""

from findling.rest.routes.snapshots import snapshot_lifecycle, snapshot_repositories, snapshots_of_repository

ROUTES = [*snapshot_repositories.ROUTES, *snapshots_of_repository.ROUTES, *snapshot_lifecycle.ROUTES]
