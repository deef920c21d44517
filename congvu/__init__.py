"""Công Vụ: the open platform on which a government office works without paper."""

__version__ = "0.1.0"
