"""Inference: models that make vectors, weights, scores or texts of texts, behind one narrow door.

`provider` has the door: a Provider takes an InferenceRequest and gives one result per input. `endpoint` is a provider
with its settings and a name, `service` what makes endpoints of settings, with its registry; each service is one file in
`services/`. `functions` finds the Python functions that may be called, `http_caller` talks to others' servers.
`current` is how searches reach the endpoints of their node. `rows` is the door of models of numbers, which are no
endpoints: edges deploy them. Not for keeping endpoints: see cluster/inference_endpoints.
"""

from findling.base.rooms import modules_of
from findling.inference import services, wordllama

__all__ = ["services", "wordllama"]

modules_of(services)
