"""What records announces to the floors above; docs/architecture.md lists it."""

from django.dispatch import Signal

# With `items`, a list of WorkItem that came, ended or changed hands or deadline, and the moment `at`; `passed` when they
# were laid before others as they stood; inside the transaction.
work_changed = Signal()

# With the `entries` of the history that were written, and the `records` they are about; inside the transaction.
noted = Signal()
