"""zhiben's plugin for the sector CHE: hazardous chemicals and fireworks."""
