"""The contract of a layer: pure, frozen data and no input or output."""
