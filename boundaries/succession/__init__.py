"""What became of which unit: official lists, shares of land, and one identity found under two codes."""
