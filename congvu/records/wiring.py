"""What records plugs in: the one writer of the history."""

from congvu.core.actions import keep_history_with
from congvu.records import history

keep_history_with(history.write)
