"""The service is killed in the midst of work: no number missing or doubled, nothing acknowledged lost, history whole."""

from dataclasses import replace

import pytest

from tests.faults.office import Office
from tests.faults.run import run
from tests.faults.service import KINDS

pytestmark = pytest.mark.faults


def test_eight_clerks_register_while_the_service_is_killed(office: Office) -> None:
    few = replace(office, sessions=office.sessions[:8])
    found = run(few, documents=48, kills=("granian", "everything"), recover_within=60)
    print(found.told())
    assert not found.faults, found.complaint()


@pytest.mark.full
def test_sixteen_clerks_register_two_thousand_documents_while_the_service_is_killed(office: Office) -> None:
    found = run(office, documents=2000, kills=KINDS * 3, recover_within=10)
    print(found.told())
    assert not found.faults, found.complaint()
