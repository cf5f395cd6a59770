"""Models at the edge: ONNX, deployed as functions are, asked where the data are.

`settings` is what a bundle says of how its model is asked, `session` the model itself, `trial` the process in which a
version is tried before the node takes it in, `models` all of them, with what they doubt. Not for models of texts, nor
for who asks: see findling.inference, and the processor `inference`.
"""
