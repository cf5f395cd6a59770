"""The identity provider on the command line: `listener` serves it, `commands` change what it keeps."""
