"""Looking into a file somebody brings, before anything of it is kept.

Runs in a process of its own with limits on time and memory (`congvu.files.sandbox`); knows nothing of Django.
"""
