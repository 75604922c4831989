"""zhiben's plugin for the sector CON: construction."""
