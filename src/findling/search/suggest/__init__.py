"""Suggesters: corrections of words and phrases, and completions of what somebody types.

`request` reads what a search asks of them, asks the suggesters on each shard and merges what they answer. A suggester
is one file in `suggesters/`, registered by standing there; its base is `suggestion`, what it answers with `entries`.
`members` reads their bodies. `field_terms` has a field's terms over all segments, `spell_checker` (with
`string_distances`) finds the similar ones among them.

Not here: which documents the options of completions show (search/fetch), and scattering over shards (node).
"""
