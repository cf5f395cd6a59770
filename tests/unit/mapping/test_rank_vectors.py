"""rank_vectors: several vectors per document."""

from findling.mapping.types.vectors.rank_vectors import RankVectorsFieldType
from tests.unit.mapping.conftest import MakeMapping, Parse


def test_vectors_of_a_document_come_back(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"v": {"type": "rank_vectors"}}})
    update = mapping.parse_batch(["1"], [{"v": [[1, 2, 3]]}]).mapping_update
    assert update is not None
    mapping = mapping.merge(update)
    batch = mapping.parse_batch(["1", "2"], [{"v": [[1, 2, 3], [0.5, 0, -1]]}, {"v": [[1, 2]]}])
    field = mapping.field("v")
    assert field is not None
    assert isinstance(field.type, RankVectorsFieldType)
    assert field.type.vectors_of(batch.columns["v"].values[0]).tolist() == [[1, 2, 3], [0.5, 0, -1]]
    assert "different number of dimensions [2]" in batch.errors[1].reason


def test_bits_are_bytes(parse: Parse) -> None:
    batch = parse({"v": {"type": "rank_vectors", "element_type": "bit", "dims": 16}}, {"v": [[1, -1], "00ff"]})
    assert batch.columns["v"].values == [bytes([1, 255, 0, 255])]
