"""The registers of a system that was there before, taken over as they were (docs/mechanisms/archive.md)."""
