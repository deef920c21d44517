"""One fault run: clerks register while the service is killed, then the books are examined."""

import itertools
import time
from dataclasses import dataclass, field

from tests.faults.clerks import Clerk, Ledger
from tests.faults.office import Office
from tests.faults.service import Service


@dataclass
class Run:
    """What happened, and what was found wrong."""

    ledger: Ledger
    recoveries: list[tuple[str, float]] = field(
        default_factory=list
    )  # what was killed, seconds until it answered again
    seconds: float = 0
    faults: list[str] = field(default_factory=list)

    @property
    def slowest(self) -> float:
        return max((seconds for _what, seconds in self.recoveries), default=0)

    def told(self) -> str:
        killed = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in self.recoveries)
        return (
            f"{self.ledger.done} documents in {self.seconds:.0f} s, {len(self.recoveries)} kills "
            f"({self.ledger.broken} requests broken, {len(self.ledger.seen)} registered without an answer, "
            f"{self.ledger.submitted_twice} sent twice); answered again after: {killed}"
        )

    def complaint(self) -> str:
        return "\n".join([f"{len(self.faults)} faults", *self.faults[:40]])


def run(
    office: Office,
    *,
    documents: int,
    kills: tuple[str, ...],
    recover_within: float,
    workers: int = 2,
    mutant: str = "",
) -> Run:
    """All clerks register until there are so many documents. The kills are spread evenly over the work: of three, the first
    comes when a quarter is done."""
    ledger = Ledger(documents, time.monotonic() + 120 + 2 * documents)
    found = Run(ledger)
    service = Service(office, workers=workers, mutant=mutant)
    service.start()
    try:
        service.wait_until_whole()
        clerks = [Clerk(service.port, session, ledger) for session in office.sessions]
        begun = time.monotonic()
        for clerk in clerks:
            clerk.start()
        for turn, what in enumerate(kills, 1):
            ledger.wait_for(documents * turn // (len(kills) + 1))
            _wait_for_the_worst_moment(office)
            found.recoveries.append((what, service.kill(what)))
        for clerk in clerks:
            clerk.join()
        found.seconds = time.monotonic() - begun
        found.faults = [f"a transaction was left open: {row}" for row in office.asked(LEFT_OPEN)]
    finally:
        left = service.end()
    found.faults += [f"process {pid} stayed behind" for pid in left]
    found.faults += [*ledger.faulty, *_faults_of_service(found, recover_within), *faults_of_books(office, ledger)]
    return found


def _wait_for_the_worst_moment(office: Office) -> None:
    """Until somebody dwells in an open transaction; a platform that never does is killed after a second, wherever it is."""
    deadline = time.monotonic() + 1
    while not office.asked(DWELLING) and time.monotonic() < deadline:
        time.sleep(0.01)


def _faults_of_service(found: Run, recover_within: float) -> list[str]:
    faults = [
        f"after the death of {what} it took {seconds:.1f} s until the service answered"
        for what, seconds in found.recoveries
        if seconds > recover_within
    ]
    if found.recoveries and not found.ledger.broken:
        faults.append("no request broke: nothing was killed in the midst of work")
    return faults


# -- the books, read past the platform --------------------------------------------------------------------------------
NUMBERS = """
    SELECT r.handle, e.number FROM records_registerentry e
    JOIN records_record r ON r.id = e.record_id JOIN records_register b ON b.id = e.register_id
    WHERE b.code = 'incoming' ORDER BY e.number
"""
WRONG_HISTORY = """
    SELECT r.handle, e.number, count(h.id) FROM records_registerentry e JOIN records_record r ON r.id = e.record_id
    LEFT JOIN records_historyentry h ON h.record_id = r.id AND h.verb = 'documents.register'
        AND (h.facts ->> 'number')::int = e.number
    GROUP BY 1, 2 HAVING count(h.id) <> 1
"""
HISTORY_WITHOUT_NUMBER = """
    SELECT h.subject FROM records_historyentry h LEFT JOIN records_registerentry e
        ON e.record_id = h.record_id AND e.number = (h.facts ->> 'number')::int
    WHERE h.verb = 'documents.register' AND e.record_id IS NULL
"""
WRONG_STATE = """
    SELECT r.handle, r.state, e.number FROM records_record r LEFT JOIN records_registerentry e ON e.record_id = r.id
    WHERE r.kind = 'incoming_document' AND (r.state = 'received') = (e.record_id IS NOT NULL)
"""
WRONG_WORK = """
    SELECT r.handle, r.state, array_agg(i.act ORDER BY i.act) FILTER (WHERE i.id IS NOT NULL) FROM records_record r
    LEFT JOIN records_workitem i ON i.record_id = r.id AND i.state = 'open' WHERE r.kind = 'incoming_document'
    GROUP BY 1, 2 HAVING array_agg(i.act) <> ARRAY[CASE r.state WHEN 'received' THEN 'register' ELSE 'present' END]::varchar[]
"""
WRONG_JOBS = """
    SELECT r.handle, count(j.id) FROM records_record r JOIN records_registerentry e ON e.record_id = r.id
    LEFT JOIN procrastinate_jobs j ON j.task_name = 'documents.stamp' AND (j.args ->> 'document_id')::bigint = r.id
    GROUP BY 1 HAVING count(j.id) <> 1
"""
LEFT_OPEN = """
    SELECT pid, state, query FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND starts_with(state, 'idle in transaction')
"""
DWELLING = f"{LEFT_OPEN} AND clock_timestamp() - state_change > interval '50 ms'"


def faults_of_books(office: Office, ledger: Ledger) -> list[str]:
    """Everything that is wrong with numbers, documents and history after the run; nothing, when all is as promised."""
    entered = office.asked(NUMBERS)
    in_book = dict(entered)
    faults = _faults_of_numbers([number for _handle, number in entered])
    for handle, number in itertools.chain(ledger.acknowledged.items(), ledger.seen.items()):
        if handle not in in_book:
            faults.append(f"document {handle} was acknowledged but is not in the register: lost")
        elif number is not None and in_book[handle] != number:
            faults.append(
                f"document {handle}: number {number} was acknowledged, {in_book[handle]} stands in the register"
            )
    if len(in_book) != ledger.wanted or len(entered) != ledger.wanted:
        faults.append(f"{ledger.wanted} documents were to be registered, {len(entered)} stand in the register")
    lost = ledger.received - {handle for (handle,) in office.asked("SELECT handle FROM records_record")}
    faults += [f"document {handle} was received and is gone" for handle in lost]
    for query, words in (
        (WRONG_HISTORY, "has not exactly one history entry of its registration"),
        (HISTORY_WITHOUT_NUMBER, "history tells of a registration that is not in the register"),
        (WRONG_STATE, "state and number do not agree"),
        (WRONG_WORK, "what waits does not agree with the state"),
        (WRONG_JOBS, "has not exactly one job for its stamp"),
    ):
        faults += [f"{words}: {row}" for row in office.asked(query)]
    return [*faults, *_faults_of_history(office)]


def _faults_of_numbers(numbers: list[int]) -> list[str]:
    expected = range(1, len(numbers) + 1)
    if numbers == list(expected):
        return []
    doubled = sorted({number for number in numbers if numbers.count(number) > 1})
    missing = sorted(set(range(1, max(numbers) + 1)) - set(numbers))
    return [f"numbers doubled: {doubled[:10]}" * bool(doubled) + f" numbers missing: {missing[:10]}" * bool(missing)]


def _faults_of_history(office: Office) -> list[str]:
    office.inside("from tests.faults.registry import seal_all; seal_all()")
    verified = office.congvu("verify-history")
    unsealed = office.asked("SELECT count(*) FROM records_unsealedentry")[0][0]
    faults = [] if verified.returncode == 0 else [f"the history does not verify: {verified.stderr.strip()}"]
    return faults + ([f"{unsealed} entries could not be sealed"] if unsealed else [])
