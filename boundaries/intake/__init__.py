"""A file of units in: read, checked, placed among the units in force, written as versions."""
