"""zhiben's plugin for the sector IND: industry and trade."""
