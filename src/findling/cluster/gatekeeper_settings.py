"""The cluster settings of Gatekeeper's audits: how often, over which indices, how many violations a status shows."""

from typing import Final

from findling.base.settings import Setting, duration, integer, parse_bool, parse_text

INTERVAL: Final = "policy.gatekeeper.audit.interval"
INDEX: Final = "policy.gatekeeper.audit.index"
LIMIT: Final = "policy.gatekeeper.audit.violations_limit"
DOCUMENTS: Final = "policy.gatekeeper.audit.documents"

SETTINGS: Final = (
    Setting(INTERVAL, duration(0), "60s"),  # 0: only on demand
    Setting(INDEX, parse_text, ""),
    Setting(LIMIT, integer(0), "20"),
    Setting(DOCUMENTS, parse_bool, "true"),
)
