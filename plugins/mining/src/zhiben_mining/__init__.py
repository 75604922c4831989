"""zhiben's plugin for the sector MIN: non-coal mines."""
