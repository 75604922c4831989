"""Plans and sub-plans: as the journal keeps them, checked, revised, and read from task lists."""
