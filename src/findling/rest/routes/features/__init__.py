"""What programs ask at their start: which features there are and under which licence, and what an upgrade would need.

`absent_features` answers for those that are not there, `licence` and `xpack` for all, `migration` for upgrades.
"""

from findling.rest.routes.features import absent_features, licence, migration, xpack

ROUTES = [*absent_features.ROUTES, *licence.ROUTES, *migration.ROUTES, *xpack.ROUTES]
