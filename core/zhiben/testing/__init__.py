"""Help for tests, here and in plugins: the conformance kit, small worlds, and random ones."""

from zhiben.testing.conformance import PluginConformance

__all__ = ["PluginConformance"]
