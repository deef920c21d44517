"""The life of one document, from the registry's door to its dossier."""

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any

from congvu.accounts.models import User
from congvu.demo.courses import Course
from congvu.demo.matters import sayings
from congvu.directory.models import Unit
from congvu.documents.actions import handling, registry
from congvu.documents.models import IncomingDocument
from congvu.documents.stamps import stamp_copy
from congvu.records.models import ItemState, WorkItem
from congvu.workdays.reckoning import Deadline
from congvu.workdays.rules import handling_deadline

Lived = Generator[datetime, datetime, None]
# whose desks are laid on purpose: what would be left on them by chance is done before today
SET_DESKS = frozenset({"thuha", "dangkhoa", "hoangnam", "ngocdiep", "leminhquan", "hoangan", "chunhiem", "minhchau"})


class Life:
    """One document's way. Each step returns the moment after which the next may follow."""

    def __init__(self, story: Any, course: Course) -> None:
        self.story = story
        self.course = course
        self.clock = story.clock
        self.chance = story.chance
        self.lead = course.letter.matter.lead
        self.first_lead = self.lead
        self.due: datetime | None = None

    def from_beginning_to_end(self) -> Lived:
        at = yield self.course.arrives
        document = self._receive(at)
        if self.course.stop == "received":
            return
        if self.course.fate == "returned":
            at = yield self._soon(at, self.chance.uniform(0.3, 3), urgent=True)
            registry.return_to_sender(document, because=self._say("return"), at=at, by=self._clerk(at))
            return
        at = yield self._soon(at, self.chance.uniform(0.1, 1.5), urgent=True)
        document = self._register(document, at)
        if self.course.stop == "registered":
            return
        if self.course.fate == "cancelled":
            at = yield self._soon(at, 1, urgent=True)
            registry.cancel(document, because=self._say("cancel"), at=at, by=self._clerk(at))
            return
        at = yield self._soon(at, self.chance.uniform(0.05, 1.2), urgent=True)
        yield from self._to_the_unit(document, at)

    # -- the registry ----------------------------------------------------------------------------------------------
    def _receive(self, at: datetime) -> IncomingDocument:
        course = self.course
        files = [] if course.channel == "paper" else [(course.letter.file_name, self.story.press.printed(course.word))]
        return registry.receive(
            self.story.company.office,
            files=files,
            channel=course.channel,
            title=course.letter.title,
            urgency=course.letter.urgency,
            at=at,
            by=self._clerk(at),
        )

    def _register(self, document: IncomingDocument, at: datetime) -> IncomingDocument:
        letter = self.course.letter
        entered = registry.Particulars(
            title=letter.title,
            issuing_body=letter.issuer,
            issuer_name=letter.issuer_name,
            reference=letter.reference,
            document_type=self.story.types[letter.kind],
            issued_on=letter.issued_on,
            signatory=letter.signatory,
            urgency=letter.urgency,
            pages=document.pages or self.chance.randint(1, 6),
        )
        return registry.register(document, particulars=entered, at=at, by=self._clerk(at))

    def _stamp(self, document: IncomingDocument, at: datetime) -> None:
        """What the job does in the office; older documents of the demonstration go without the stamped copy."""
        if self.course.stamped:
            read = IncomingDocument.objects.with_facts().get(pk=document.pk)
            stamp_copy(read, at=at + timedelta(seconds=self.chance.uniform(1, 3)), by=None)

    def _to_the_unit(self, document: IncomingDocument, at: datetime) -> Lived:
        company = self.story.company
        if self.course.direct:
            document = registry.present(document, to=self._unit(self.lead), at=at, by=self._clerk(at))
            self._stamp(document, at)
            yield from self._in_the_unit(document, at)
            return
        leader = company.by_name[self.course.leader]
        if self.course.fate == "taken_back":
            other = self.chance.choice([user for user in company.leaders if user != leader])
            clerk = self._clerk(at)
            document = registry.present(document, to=other.person, at=at, by=clerk)
            at = yield self._soon(at, 0.4, urgent=True)
            document = handling.take_back(document, because=self._say("take_back"), at=at, by=self._clerk(at))
            at = yield self._soon(at, 0.2, urgent=True)
        document = registry.present(document, to=leader.person, words=self._say("present"), at=at, by=self._clerk(at))
        self._stamp(document, at)
        if self.course.stop == "presented":
            return
        night = not self.clock.is_open(at)
        hours = 0.1 if self._is_hot() else self.chance.choice((1.2, 2, 3, 5, 7))
        following = at + timedelta(minutes=24) if night else self._soon(at, hours, urgent=self._is_set(leader))
        at = yield following
        document = self._instruct(document, leader, at)
        yield from self._in_the_unit(document, at)

    # -- instruction and handling ----------------------------------------------------------------------------------
    def _instruct(self, document: IncomingDocument, leader: User, at: datetime) -> IncomingDocument:
        lead = self.lead
        if self.course.fate == "transferred":
            lead = self.chance.choice([n for n in self.story.company.departments if n not in self._parts()])
        deadline = self._deadline(at)
        contributing = [self._unit(notation) for notation in self.course.contributing]
        told = handling.instruct(
            document,
            lead=self._unit(lead),
            contributing=contributing,
            words=self._say("instruct", vu=self._unit(lead).name),
            deadline=deadline,
            at=at,
            by=self.story.actor(self.story.acting_for(leader, at), at),
        )
        self.due = told.due_at
        for notation in self.course.contributing:
            self.story.start(self._contribution(told, notation), self._soon(at, self.chance.uniform(1, 6), urgent=True))
        self.first_lead = lead
        return told

    def _deadline(self, at: datetime) -> Deadline | None:
        """By the rule mostly; some of so many days, some none."""
        calendar = self.clock.calendar
        if self.course.due_on:
            days = calendar.working_days_between(at, self.course.due_on).count
            return calendar.add_working_days(at, max(days, 1))
        if self.course.letter.urgency == "normal":
            drawn = self.chance.random()
            if drawn < 0.3:
                return calendar.add_working_days(at, self.chance.choice((3, 5, 10, 15)))
            if drawn < 0.37 and not self.course.stop:
                return None
        return handling_deadline(self.course.letter.urgency, at, calendar)

    def _in_the_unit(self, document: IncomingDocument, at: datetime) -> Lived:
        if self.course.fate == "transferred" and not self.course.direct:
            at = yield self._soon(at, self.chance.uniform(0.5, 3), urgent=True)
            document = handling.transfer(
                document,
                to=self._unit(self.lead),
                because=self._say("transfer", vu=self._unit(self.lead).name),
                at=at,
                by=self._head(self.first_lead, at),
            )
        if self.course.stop == "assigned":
            return
        hours = 0.2 if self._is_hot() else self.chance.uniform(0.4, 6)
        at = yield self._soon(at, hours, urgent=self.lead in ("KTTH", "CN") or self._is_hot() or bool(self.course.stop))
        yield from self._with_the_officer(document, at)

    def _with_the_officer(self, document: IncomingDocument, at: datetime) -> Lived:
        deadline = self._own_deadline(at)
        self.due = self.due or (deadline.due_at if deadline else None)
        ends = self._finish_at(at)
        officer = self._officer(self.lead, at, ends)
        document = handling.assign(
            document,
            officer=officer.person,
            unit=self._unit(self.lead),
            words=self._say("brief"),
            deadline=deadline,
            at=at,
            by=self._head(self.lead, at),
        )
        if self.course.stop == "in_progress":
            return
        if self.course.fate == "reassigned":
            at = yield self.clock.between(at, ends)
            others = [user for user in self.story.company.departments[self.lead].officers if user != officer]
            officer = self.chance.choice([user for user in others if not self._is_set(user)] or others)
            document = handling.reassign(
                document, officer=officer.person, because=self._say("reassign"), at=at, by=self._head(self.lead, at)
            )
        at = yield max(ends, at)
        yield from self._finished(document, officer, at)

    def _finished(self, document: IncomingDocument, officer: User, at: datetime) -> Lived:
        document = self._finish(document, officer, at)
        if self.course.fate == "sent_back":
            at = yield self._soon(at, 2)
            document = handling.send_back(document, because=self._say("send_back"), at=at, by=self._head(self.lead, at))
            at = yield self._soon(at, self.chance.uniform(1, 5), urgent=self._is_set(officer))
            document = self._finish(document, officer, at)
        if self.course.stop == "handled":
            return
        at = yield self._soon(at, self.chance.choice((0.2, 0.5, 2, 6, 12)), urgent=self._is_set(officer))
        dossier = f"{self.chance.randint(1, 24):02}.{self.lead}"
        handling.file(document, dossier=dossier, at=at, by=self.story.actor(officer, at))

    def _finish(self, document: IncomingDocument, officer: User, at: datetime) -> IncomingDocument:
        answered = self.chance.random() < 0.55
        return handling.finish(
            document,
            result=self._say("result"),
            answered_by=self.story.number_of_answer(at, self.lead) if answered else "",
            at=at,
            by=self.story.actor(officer, at),
        )

    def _contribution(self, document: IncomingDocument, notation: str) -> Lived:
        """The part of a contributing unit, unless the lead was faster."""
        at = yield document.changed_at
        if self.course.stop == "assigned" or not self._waits(document, notation, "assign"):
            return
        ends = self.clock.later(at, self.chance.uniform(3, 18))
        officer = self._officer(notation, at, ends)
        handling.assign(
            document,
            officer=officer.person,
            unit=self._unit(notation),
            words=self._say("brief"),
            at=at,
            by=self._head(notation, at),
        )
        if self.course.stop == "in_progress" and self.course.officer == "thuha":
            return
        at = yield ends
        if self._waits(document, notation, "contribute"):
            handling.contribute(document, opinion=self._say("opinion"), at=at, by=self.story.actor(officer, at))

    # -- when and who ----------------------------------------------------------------------------------------------
    def _own_deadline(self, at: datetime) -> Deadline | None:
        """The head's deadline where the leader set none."""
        if self.due or (self.course.direct and self.chance.random() < 0.3):
            return None
        return handling_deadline(self.course.letter.urgency, at, self.clock.calendar)

    def _finish_at(self, at: datetime) -> datetime:
        """When the officer will have done it: mostly well before the deadline, now and then after it."""
        if self.course.stop == "handled":
            return self.clock.between(at, self.clock.present)
        due = self.due or self.clock.later(at, self.chance.uniform(4, 40))
        if self.course.fate == "late" and self.due:
            return self.clock.later(max(due, at), self.chance.uniform(2, 20))
        if due <= at:
            return self.clock.later(at, 1)
        return self.clock.between(at, at + (due - at) * self.chance.triangular(0.25, 1, 0.8))

    def _officer(self, notation: str, at: datetime, ends: datetime) -> User:
        company = self.story.company
        if self.course.officer and notation == self.lead:
            return company.by_name[self.course.officer]
        officers = company.departments[notation].officers
        if ends > self.clock.present:
            officers = [user for user in officers if not self._is_set(user)]
        return self.chance.choice(officers)

    def _soon(self, at: datetime, hours: float, *, urgent: bool = False) -> datetime:
        """The next moment; `urgent`: not later than the present one, so that nothing is left there by chance."""
        following = self.clock.later(at, hours)
        if urgent and following > self.clock.present > at:
            return self.clock.between(at, self.clock.present)
        if not self.clock.is_open(at) and self._is_hot():
            return at + timedelta(minutes=self.chance.uniform(4, 20))
        return following

    def _is_hot(self) -> bool:
        return self.course.letter.urgency in ("immediate", "very_urgent")

    def _is_set(self, user: User) -> bool:
        return user.username in SET_DESKS

    def _waits(self, document: IncomingDocument, notation: str, act: str) -> bool:
        waiting = WorkItem.objects.filter(
            record_id=document.pk, unit=self._unit(notation), state=ItemState.OPEN, act=act
        )
        return waiting.exists()

    def _parts(self) -> set[str]:
        return {self.lead, *self.course.contributing}

    def _unit(self, notation: str) -> Unit:
        return self.story.company.departments[notation].unit

    def _clerk(self, at: datetime) -> Any:
        return self.story.actor(self.story.clerk(), at)

    def _head(self, notation: str, at: datetime) -> Any:
        return self.story.actor(self.story.head_of(notation, at), at)

    def _say(self, what: str, **words: str) -> str:
        return self.chance.choice(sayings()[what]).format(**words)
