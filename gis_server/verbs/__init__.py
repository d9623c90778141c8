"""The general abilities, each written once over any layer: describe, items, identify, search, legend, style."""
