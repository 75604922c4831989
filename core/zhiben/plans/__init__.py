"""Plans as data, one folder of TOML files each: ``docs/reference/plan-format.md``."""
