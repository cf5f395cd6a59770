"""The scripts of a node follow the cluster's settings and stored scripts."""

from findling.base.clock import Clock
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.script_settings import script_settings
from findling.cluster.service import ClusterService
from findling.cluster.state import ClusterState
from findling.cluster.stored_scripts import stored_script
from findling.script.service import ScriptService, ScriptSettings


def scripts_of(cluster: ClusterService, clock: Clock) -> ScriptService:
    """Returns the service of a node, which listens to changes of the cluster's settings."""
    service = ScriptService(_settings(cluster.state), lambda name: stored_script(cluster.state, name), clock)

    def listen(before: ClusterState, after: ClusterState) -> None:
        settings = _settings(after)
        if settings != _settings(before):
            service.configure(settings)

    cluster.listen(listen)
    return service


def _settings(state: ClusterState) -> ScriptSettings:
    set_keys = {**state.persistent, **state.transient}
    of_contexts = [key for key in set_keys if key.startswith("script.context.")]
    return script_settings(lambda key: cluster_setting(state, key), of_contexts)
