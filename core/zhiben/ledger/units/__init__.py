"""The units of a county: registered, looked up, changed, and read from tables."""
