"""Tables of hazards held against the ledger: which row is which hazard, and what is new."""
