"""The domain as pure functions: facts in, records out; no files, no database, no clock."""
