"""Snapshots over HTTP: `snapshot_repositories` and `snapshots_of_repository`."""

from findling.rest.routes.snapshots import snapshot_repositories, snapshots_of_repository

ROUTES = [*snapshot_repositories.ROUTES, *snapshots_of_repository.ROUTES]
