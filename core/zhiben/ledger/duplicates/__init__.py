"""Which hazards are, or may be, one and the same."""
