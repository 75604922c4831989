"""zhiben's plugin for the sector FIR: fire safety."""
