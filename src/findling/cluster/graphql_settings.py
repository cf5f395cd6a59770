"""The cluster settings of GraphQL: what one request may ask for."""

from typing import Final

from findling.base.settings import Setting, duration, integer, parse_bool

MAX_DEPTH: Final = "graphql.max_depth"
MAX_COST: Final = "graphql.max_cost"
MAX_TOKENS: Final = "graphql.max_tokens"
INTROSPECTION: Final = "graphql.introspection"
PERSISTED_ONLY: Final = "graphql.persisted_only"
TIMEOUT: Final = "graphql.timeout"

SETTINGS: Final = (
    Setting(MAX_DEPTH, integer(1), "15"),
    Setting(MAX_COST, integer(1), "100000"),
    Setting(MAX_TOKENS, integer(1), "5000"),
    Setting(INTROSPECTION, parse_bool, "true"),
    Setting(PERSISTED_ONLY, parse_bool, "false"),  # only documents that are stored already
    Setting(TIMEOUT, duration(-1), "30s"),  # -1: none
)
