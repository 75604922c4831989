"""The figures of hazards: what each counts, by which axis, and the plan's targets."""
