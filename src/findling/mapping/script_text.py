"""A script in explanations and messages."""

from collections.abc import Mapping

from findling.base.java_values import shown
from findling.script.definition import ScriptDefinition


def shown_script(script: ScriptDefinition) -> str:
    """Returns a script as Elasticsearch shows it in explanations."""
    kind, lang = ("stored", "null") if script.id is not None else ("inline", f"'{script.lang}'")
    text = script.source if script.id is None else script.id
    options, params = (_java_map(each) for each in (script.options, script.params))
    shown_options = "null" if script.id is not None else options
    return f"Script{{type={kind}, lang={lang}, idOrCode='{text}', options={shown_options}, params={params}}}"


def _java_map(members: Mapping[str, object]) -> str:
    return shown(dict(members))
