"""What every map shows beneath the figures: the two archipelagos and the administrative units as a plain layer."""
