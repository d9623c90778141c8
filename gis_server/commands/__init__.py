"""The command line: one module per noun, each a thin wrapper around a function of its room."""
