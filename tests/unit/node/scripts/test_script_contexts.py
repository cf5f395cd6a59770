"""Which contexts there are, and which languages each of them has."""

from tests.reference.api import Api


def test_languages_have_the_contexts_that_are_listed(api: Api) -> None:
    listed = [context["name"] for context in api.get("/_script_context").body["contexts"]]
    languages = api.get("/_script_language").body
    assert languages["types_allowed"] == ["inline", "stored"]
    contexts = {each["language"]: each["contexts"] for each in languages["language_contexts"]}
    assert contexts["painless"] == listed == sorted(listed)
    assert {"analysis", "similarity", "similarity_weight"} <= set(listed)
    assert set(contexts["expression"]) < set(listed)
