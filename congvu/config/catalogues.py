"""The catalogues of words, for whoever builds the house."""

from congvu.core.catalogues import compile_all, extract

__all__ = ["compile_all", "extract"]
