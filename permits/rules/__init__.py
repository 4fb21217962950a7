"""Permits: pure functions of facts, parameters and a civil date."""
