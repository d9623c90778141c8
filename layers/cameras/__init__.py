"""Cameras of the province: the family that proves that one declaration is enough."""
