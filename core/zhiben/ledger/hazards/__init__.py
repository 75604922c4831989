"""The hazard ledger: states and moves, lives folded from entries, and what lies over them."""
