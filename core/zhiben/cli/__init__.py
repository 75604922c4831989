"""The command line: the only place that talks to people, and the only one that prints."""
