"""A file of figures, targets or indicators in: read, checked, held against what is known."""
