"""What `make demo` and `make demo-real` load: the generated sample, or the real units of the country."""
