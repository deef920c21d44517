"""The table of actions on the platform itself."""

from congvu.operations import actions as operations
from congvu.operations.samples import failed_job
from tests.architecture.attempts import Attempt, attempt, trying
from tests.architecture.stage import Stage


@trying(operations.retry_job, by="administrator", not_by="clerk officer head leader inspector agency_user")
def a_job_that_failed(stage: Stage) -> Attempt:
    return attempt(failed_job())
