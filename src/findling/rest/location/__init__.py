"""Line and column of what is wrong in a body: of errors that name it, found in the text after the fact."""
