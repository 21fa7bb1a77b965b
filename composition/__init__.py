"""Builds the parts of each process from the settings and joins them; it decides nothing.

With `helpline.py`, which gives it its commands, this is the only package that knows all parts. One
module is one process, so that a process imports only what it runs.
"""
