"""A progress table of somebody's, read and held against the plan before it is recorded."""
