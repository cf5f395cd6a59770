"""The actions of the routes of edges and fleets."""

from typing import Final

_EDGE: Final = "cluster:monitor/findling/edge"
_EDGE_ADMIN: Final = "cluster:admin/findling/edge"
FLEET_SEARCH: Final = f"{_EDGE}/search"
"""What a search with `scope=fleet` needs besides its own."""

OF_EDGES: Final[dict[str, dict[str, str]]] = {
    "fleet_objects": {
        **dict.fromkeys(
            ("overview", "get_node", "get_device", "get_group", "get_config", "search_objects"), f"{_EDGE}/get"
        ),
        **{f"put_{what}": f"{_EDGE_ADMIN}/put" for what in ("node", "device", "group", "config")},
        **{f"delete_{what}": f"{_EDGE_ADMIN}/delete" for what in ("node", "device", "group", "config")},
        "revoke_node": f"{_EDGE_ADMIN}/revoke",
    },
    "fleet_shadows": {
        "get_shadow": f"{_EDGE}/get",
        "update_shadow": f"{_EDGE_ADMIN}/shadow",
        "delete_shadow": f"{_EDGE_ADMIN}/shadow",
    },
    "fleet_deployments": {
        **{f"get_{what}": f"{_EDGE}/get" for what in ("bundle", "deployment")},
        **{f"{verb}_bundle": f"{_EDGE_ADMIN}/bundle" for verb in ("put", "delete")},
        **{
            f"{verb}_deployment": f"{_EDGE_ADMIN}/deploy"
            for verb in ("put", "delete", "pause", "resume", "cancel", "roll_back")
        },
    },
    "fleet_indices": {
        **dict.fromkeys(("list_pushed", "get_pushed", "get_copies"), f"{_EDGE}/get"),
        **dict.fromkeys(("publish_pushed", "roll_back_pushed", "delete_pushed"), f"{_EDGE_ADMIN}/deploy"),
    },
    "fleet_commands": {"send_command": f"{_EDGE_ADMIN}/command", "get_command": f"{_EDGE}/get"},
    "edge_exchange": dict.fromkeys(("sync_node", "bundle_piece"), f"{_EDGE_ADMIN}/sync"),
}
