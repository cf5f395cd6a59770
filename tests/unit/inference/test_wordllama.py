"""The model that a package carries tells what texts mean, without anything from elsewhere."""

import numpy as np

from findling.inference.functions import find_function
from findling.inference.provider import RERANK, TEXT_EMBEDDING, InferenceRequest


def test_texts_of_like_meaning_are_near() -> None:
    model = find_function("wordllama")
    texts = ["a quick fox", "the fast fox", "prices at the stock market"]
    rows = np.array(model(InferenceRequest(task_type=TEXT_EMBEDDING, inputs=texts)))
    assert rows.shape == (3, 256)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)
    assert rows[0] @ rows[1] > 0.7 > 0.3 > rows[0] @ rows[2]
    scores = model(InferenceRequest(task_type=RERANK, inputs=texts, query="shares and bonds"))
    assert int(np.argmax(scores)) == 2
