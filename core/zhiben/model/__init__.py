"""The records everything else is written in: frozen, keyword-only, without input or output."""
