from zhiben.testing import PluginConformance


class TestConformance(PluginConformance):
    code = "MIN"
