"""What is asked about units: at a place, by name, through time, and of home."""
