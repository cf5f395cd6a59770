"""sparse_vector: weights of tokens, as models such as ELSER give them; terms are those of rank_features."""

from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.mapping import parameters
from findling.mapping.field_type import register
from findling.mapping.parameters import Parameter
from findling.mapping.types.rank_feature import feature_value
from findling.mapping.types.rank_features import RankFeaturesFieldType, encode_feature
from findling.mapping.types.vectors.token_pruning import TokenPruning, read_sparse_options

_DEFAULT: Final = TokenPruning()


@register
class SparseVectorFieldType(RankFeaturesFieldType):
    """Weights that sparse_vector queries multiply with those of their own tokens."""

    type_name = "sparse_vector"
    family = "sparse_vector"
    is_vector = True
    has_token_weights = True
    no_fielddata = "[sparse_vector] fields do not support sorting, scripting or aggregating"
    PARAMETERS = parameters.table(
        parameters.STORE, Parameter("index_options", None, read_sparse_options, updateable=True, accepts_null=True)
    )

    def get(self, parameter: str) -> Any:
        return True if parameter == "positive_score_impact" else super().get(parameter)

    def definition(self) -> dict[str, object]:
        result = super().definition()
        options = self.params.get("index_options")
        if options is None or options == {"prune": True, "pruning_config": _DEFAULT}:
            result.pop("index_options", None)
            return result
        shown = {key: entry.to_json() if key == "pruning_config" else entry for key, entry in options.items()}
        return {**result, "index_options": shown}

    @property
    def token_pruning(self) -> TokenPruning | None:
        """How queries that do not say it are pruned, None if they are not."""
        options = self.params.get("index_options") or {}
        if options.get("prune", True) is False:
            return None
        pruning: TokenPruning = options.get("pruning_config", _DEFAULT)
        return pruning

    def _term(self, name: str, number: object) -> bytes:
        if "\0" in name:
            raise IllegalArgumentError(f"[{self.type_name}] fields do not support zero bytes in feature names")
        return encode_feature(name, feature_value(number, self.name, name, self.type_name))
