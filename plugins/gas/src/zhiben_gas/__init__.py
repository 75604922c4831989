"""zhiben's plugin for the sector GAS: town gas."""
