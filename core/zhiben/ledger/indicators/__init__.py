"""Indicators: what units record of them, and what it comes to."""
