"""Measures the helpline through its front doors, and a plain Rasa server as the yardstick."""
