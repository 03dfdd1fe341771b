"""Rules that hold between entries."""
