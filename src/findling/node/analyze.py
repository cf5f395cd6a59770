"""The analyze API: what analysis makes of a text."""

from collections.abc import Mapping
from typing import Any, Final

from findling.analysis.analyzer import Analyzer
from findling.analysis.registry import AnalysisRegistry
from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, XContentParseError
from findling.cluster.name_resolution import resolve_one
from findling.node.index_service import IndexService, analysis_settings
from findling.node.node import Node

_KEYS: Final = frozenset(
    {"analyzer", "text", "field", "tokenizer", "filter", "char_filter", "explain", "attributes", "normalizer"}
)
_ANONYMOUS: Final = "__anonymous__"
_MAX_TOKENS: Final = 10_000
_DEFAULT_GAP: Final = 100


def analyze(node: Node, index: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the tokens of a text; with `explain`, under the name of what made them."""
    for key in body:
        if key not in _KEYS:
            raise XContentParseError(f"[1:1] [analyze_request] unknown field [{key}]", line=1, col=1)
    service = None if index is None else node.indices.get(resolve_one(node.cluster.state, index, node.clock.now_ms()))
    texts = _texts(body)
    name, analyzer = choose_analyzer(service, body)
    limit = _MAX_TOKENS if service is None else service.setting("index.analyze.max_token_count")
    explain = body.get("explain") in (True, "true")
    tokens = _tokens(analyzer, texts, limit, explain)
    if explain:
        custom = name == _ANONYMOUS
        shown = {"name": "custom" if custom else name, "tokens": tokens}
        return {"detail": {"custom_analyzer": custom, "analyzer": shown}}
    return {"tokens": tokens}


def _texts(body: Mapping[str, Any]) -> list[str]:
    text = body.get("text")
    texts = [text] if isinstance(text, (str, int, float)) else text
    if not isinstance(texts, list) or not texts:
        raise ActionRequestValidationError("Validation Failed: 1: text is missing;")
    if any(isinstance(item, (dict, list)) or item is None for item in texts):
        raise IllegalArgumentError("[text] must be text, or a list of texts")
    return [str(item) for item in texts]


def choose_analyzer(service: IndexService | None, body: Mapping[str, Any]) -> tuple[str, Analyzer]:
    """Returns the analyzer a request means, and its name. Raises IllegalArgumentError."""
    if "analyzer" in body and ("tokenizer" in body or "normalizer" in body):
        raise ActionRequestValidationError("Validation Failed: 1: tokenizer/normalizer should be null if analyzer is;")
    settings = {} if service is None else analysis_settings(service.metadata.settings)
    if "tokenizer" in body:
        return _ANONYMOUS, _registry(settings, "analyzer", body).analyzer(_ANONYMOUS)
    registry = AnalysisRegistry.from_settings(settings) if service is None else service.analysis
    if "analyzer" in body:
        return str(body["analyzer"]), _named(registry, str(body["analyzer"]))
    if "normalizer" in body:
        if service is None:
            raise IllegalArgumentError("analysis based on a normalizer requires an index")
        return str(body["normalizer"]), registry.normalizer(str(body["normalizer"]))
    if body.get("filter") or body.get("char_filter"):
        return _ANONYMOUS, _registry(settings, "normalizer", body).normalizer(_ANONYMOUS)
    if "field" in body:
        return _of_field(service, registry, str(body["field"]))
    default = "default" if registry.has_analyzer("default") else "standard"
    return default, registry.analyzer(default)


def _named(registry: AnalysisRegistry, name: str) -> Analyzer:
    if not registry.has_analyzer(name):
        raise IllegalArgumentError(f"failed to find global analyzer [{name}]")
    return registry.analyzer(name)


def _of_field(service: IndexService | None, registry: AnalysisRegistry, name: str) -> tuple[str, Analyzer]:
    if service is None:
        raise IllegalArgumentError("analysis based on a specific field requires an index")
    field = service.mapping.field(name)
    if field is not None and field.family == "text":
        analyzer = field.structures.analyzer or "standard"
        return analyzer, registry.analyzer(analyzer)
    normalizer = None if field is None else field.params.get("normalizer")
    if normalizer is not None:
        return str(normalizer), registry.normalizer(str(normalizer))
    chosen = "standard" if field is None else "keyword"
    return chosen, registry.analyzer(chosen)


def _registry(settings: Mapping[str, Any], kind: str, body: Mapping[str, Any]) -> AnalysisRegistry:
    """Returns the analysis of an index with one more analyzer or normalizer, made of the parts in a request."""
    extended = {part: dict(definitions) for part, definitions in settings.items()}
    definition: dict[str, Any] = {"type": "custom"}
    for part in ("char_filter", "filter"):
        given = body.get(part) or []
        items = given if isinstance(given, list) else [given]
        definition[part] = [_add(extended, part, item, number) for number, item in enumerate(items)]
    if "tokenizer" in body:
        definition["tokenizer"] = _add(extended, "tokenizer", body["tokenizer"], 0)
    extended.setdefault(kind, {})[_ANONYMOUS] = definition
    return AnalysisRegistry.from_settings(extended)


def _add(settings: dict[str, dict[str, Any]], part: str, item: Any, number: int) -> str:
    """Returns the name of a part; one that is defined in the request gets a name of its own."""
    if isinstance(item, str):
        return item
    if not isinstance(item, Mapping) or "type" not in item:
        raise IllegalArgumentError(f"Missing [type] setting for anonymous {part}: {item}")
    name = f"{_ANONYMOUS}{part}{number}"
    settings.setdefault(part, {})[name] = dict(item)
    return name


def _tokens(analyzer: Analyzer, texts: list[str], limit: int, explain: bool) -> list[dict[str, Any]]:
    batch = analyzer.tokenize(texts, offsets=True, types=True)
    if len(batch.term_ids) > limit:
        raise IllegalArgumentError(
            f"The number of tokens produced by calling _analyze has exceeded the allowed maximum of [{limit}]. This limit "
            "can be set by changing the [index.analyze.max_token_count] index level setting."
        )
    position_bases, offset_bases = _bases(texts, batch.end_positions.tolist())
    starts = [] if batch.start_offsets is None else batch.start_offsets.tolist()
    ends = [] if batch.end_offsets is None else batch.end_offsets.tolist()
    lengths = None if batch.position_lengths is None else batch.position_lengths.tolist()
    tokens = []
    for i, (term_id, value) in enumerate(zip(batch.term_ids.tolist(), batch.value_ids.tolist(), strict=True)):
        term = batch.terms[term_id]
        token: dict[str, Any] = {
            "token": term,
            "start_offset": starts[i] + offset_bases[value],
            "end_offset": ends[i] + offset_bases[value],
            "type": "word" if batch.types is None else batch.types[i],
            "position": int(batch.positions[i]) + position_bases[value],
        }
        length = 1 if lengths is None else lengths[i]
        if explain:
            shown = " ".join(f"{byte:x}" for byte in term.encode("utf-8", "surrogatepass"))
            token.update(bytes=f"[{shown}]", positionLength=length, termFrequency=1)
        elif length > 1:
            token["positionLength"] = length
        tokens.append(token)
    return tokens


def _bases(texts: list[str], end_positions: list[int]) -> tuple[list[int], list[int]]:
    """Returns what each text's positions and offsets start at: texts stand behind each other with a gap."""
    positions, offsets = [0], [0]
    for text, end in zip(texts, end_positions, strict=True):
        positions.append(positions[-1] + end + _DEFAULT_GAP)
        offsets.append(offsets[-1] + len(text.encode("utf-16-le", "surrogatepass")) // 2 + 1)
    return positions, offsets
