from congvu.directory.tests.journal import at, entries

__all__ = ["at", "entries"]
