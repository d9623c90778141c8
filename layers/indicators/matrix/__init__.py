"""All figures of an indicator as one matrix, units by periods: own, added up, carried, explained."""
