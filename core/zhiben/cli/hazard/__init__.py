"""``zhiben hazard``: a module for each command, and the pages and words they share."""
