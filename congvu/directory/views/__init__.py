"""The pages of the directory: everyone signed in may read them, few may change them."""

from congvu.directory.views.delegations import delegations, end
from congvu.directory.views.reading import bodies, body, person, unit

__all__ = ["bodies", "body", "delegations", "end", "person", "unit"]
