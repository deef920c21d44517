"""What will become of each letter: when it comes, who is asked, how it ends. Drawn before the story is told."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from congvu.demo.cast import Company
from congvu.demo.clock import Clock
from congvu.demo.letters import Letter, Post

CHANNELS = (("upload", 70), ("email", 17), ("paper", 13))
FATES = (
    ("ordinary", 860),
    ("late", 38),
    ("transferred", 22),
    ("reassigned", 22),
    ("sent_back", 24),
    ("returned", 16),
    ("taken_back", 14),
    ("cancelled", 3),
)

LATEST = 30  # of these, and of what lies on the desks, the stamped copy is made


@dataclass(eq=False)
class Course:
    """The course of one document. `stop`: the state in which it stands today, for those laid on the desks of the cast;
    `due_on`: the day of its deadline, when the story wants a certain one."""

    number: int
    letter: Letter
    arrives: datetime
    channel: str = "upload"
    fate: str = "ordinary"
    direct: bool = False
    leader: str = ""
    officer: str = ""
    stop: str = ""
    due_on: date | None = None
    contributing: tuple[str, ...] = field(default_factory=tuple)
    stamped: bool = False

    @property
    def word(self) -> str:
        return f"letter {self.number}"


class Courses:
    """Draws the courses of all documents."""

    def __init__(self, company: Company, clock: Clock, post: Post, chance: random.Random) -> None:
        self._company = company
        self._clock = clock
        self._post = post
        self._chance = chance
        self._number = 0

    def ordinary(self, documents: int, weeks: int) -> list[Course]:
        """Courses of weeks long past: all come to their end, nothing is laid on a desk."""
        return [self._course(at, {}) for at in sorted(self._background(documents, weeks * 5))]

    def all(self, documents: int, weeks: int) -> list[Course]:
        """The courses of so many documents over so many weeks, in the order of their arrival."""
        arrivals: list[tuple[datetime, dict[str, object]]] = [(at, {}) for at in self._nights()]
        arrivals += self._laid_on_desks()
        arrivals += [(at, {}) for at in self._background(max(documents - len(arrivals), 0), weeks * 5)]
        courses = [self._course(at, wishes) for at, wishes in sorted(arrivals, key=lambda arrival: arrival[0])]
        newest = courses[-LATEST:]
        for course in courses:
            on_paper, at_night = course.channel == "paper", not self._clock.is_open(course.arrives)
            course.stamped = (bool(course.stop) or course in newest) and not on_paper and not at_night
        return courses

    def _background(self, count: int, working_days: int) -> Iterator[datetime]:
        days = [self._clock.day_before(back) for back in range(working_days)]
        shares = [{0: 1.3, 4: 0.85}.get(day.weekday(), 1.0) for day in days]
        first = self._clock.earlier(self._clock.present, 1.2)
        while count:
            at = self._clock.moment_on(self._chance.choices(days, shares)[0])
            if at < first:
                count -= 1
                yield at

    def _nights(self) -> Iterator[datetime]:
        """Some immediate letters come outside working hours."""
        for back in (6, 17, 29):
            yield self._clock.later(self._clock.calendar.end_of_working_day(self._clock.day_before(back)), 0).replace(
                hour=13
            )

    def _laid_on_desks(self) -> list[tuple[datetime, dict[str, object]]]:
        """What the cast finds on the desks today."""
        clock, today = self._clock, self._clock.today
        laid: list[tuple[datetime, dict[str, object]]] = []

        def lay(days_before: int, **wishes: object) -> None:
            laid.append((clock.moment_on(clock.day_before(days_before)), wishes))

        def in_progress(officer: str, lead: str, due: int, **wishes: object) -> None:
            due_on = clock.day_after(today, due) if due > 0 else self._before_today(-due)
            days_before = self._chance.randint(4, 5) if due < 3 else 3
            lay(days_before, lead=lead, officer=officer, stop="in_progress", due_on=due_on, **wishes)

        for due in (-2, -1, 0, 0, 0, 1, 1, 2, 3, 3, 4, 5, 6, 7):
            in_progress("thuha", "KTTH", due, **({"contributing": ("CN", "PL")} if due in (2, 5) else {}))
        for due in (-1, 0, 0, 1, 2, 3, 5):
            in_progress("dangkhoa", "CN", due)
        for officer, due in (("hoangnam", -1), ("hoangnam", 0), ("ngocdiep", -2), ("ngocdiep", 2), ("hoangnam", 4)):
            in_progress(officer, "KTTH", due)
        for officer, lead in (("thuha", "KTTH"), ("thuha", "KTTH"), ("dangkhoa", "CN")):
            lay(5, lead=lead, officer=officer, stop="handled", contributing=())
        for lead in ("KTTH", "KTTH", "KTTH", "KTTH", "KTTH", "CN", "CN", "CN", "CN"):
            lay(2, lead=lead, stop="assigned")
        for leader, count in (("chunhiem", 7), ("minhchau", 4), ("trongnghia", 3), ("dinhlam", 2), ("kimphuong", 2)):
            laid += [
                (clock.earlier(clock.present, self._chance.uniform(3, 7)), {"leader": leader, "stop": "presented"})
            ] * count
        for _place in range(3):
            laid.append(
                (
                    clock.earlier(clock.present, self._chance.uniform(1.3, 2)),
                    {"stop": "registered", "urgency": "normal"},
                )
            )
        for urgency in ("normal", "immediate", "normal", "normal", "urgent", "normal"):
            laid.append(
                (clock.earlier(clock.present, self._chance.uniform(0.2, 1.2)), {"stop": "received", "urgency": urgency})
            )
        return laid

    def _before_today(self, count: int) -> date:
        """The working day so many before the one the desk calls today; 0: today."""
        return (
            self._clock.today
            if count == 0
            else next(
                day
                for place, day in enumerate((d for d in self._clock.days if d < self._clock.today), 1)
                if place == count
            )
        )

    def _course(self, at: datetime, wishes: dict[str, object]) -> Course:
        chance = self._chance
        self._number += 1
        stop = str(wishes.get("stop", ""))
        night = not self._clock.is_open(at)
        urgency = "immediate" if night else str(wishes.get("urgency", ""))
        if stop in ("assigned", "in_progress", "registered") and not urgency:
            urgency = chance.choices(("normal", "urgent"), (9, 1))[0]
        lead = str(wishes.get("lead", "")) or self._lead_for(str(wishes.get("leader", "")))
        letter = self._post.letter(self._clock.calendar.day_of(at), lead=lead, urgency=urgency)
        contributing = wishes.get("contributing", self._contributing(letter))
        led = stop in ("presented", "in_progress", "handled", "assigned")
        fate = "ordinary" if stop or night else chance.choices([f for f, _w in FATES], [w for _f, w in FATES])[0]
        return Course(
            number=self._number,
            letter=letter,
            arrives=at,
            channel="email" if night else chance.choices([c for c, _w in CHANNELS], [w for _c, w in CHANNELS])[0],
            fate=fate,
            direct=not led and fate == "ordinary" and self._is_routine(letter),
            leader=str(wishes.get("leader", "")) or self._leader(letter),
            officer=str(wishes.get("officer", "")),
            stop=stop,
            due_on=wishes.get("due_on"),  # type: ignore[arg-type]
            contributing=tuple(contributing),  # type: ignore[arg-type]
        )

    def _lead_for(self, leader: str) -> str:
        """A matter of this leader's own departments; the Minister-Chairman may have any."""
        return self._chance.choice(self._company.charges(leader)) if leader and leader != "chunhiem" else ""

    def _contributing(self, letter: Letter) -> tuple[str, ...]:
        others = [unit for unit in letter.matter.contributing if unit in self._company.departments]
        wanted = self._chance.choices((0, 1, 2), (82, 14, 4))[0]
        return tuple(self._chance.sample(others, min(wanted, len(others))))

    def _is_routine(self, letter: Letter) -> bool:
        share = {"invitation": 0.8, "notice": 0.8, "plan": 0.7, "decision": 0.7, "report": 0.6}.get(letter.kind, 0.35)
        return letter.urgency == "normal" and self._chance.random() < share

    def _leader(self, letter: Letter) -> str:
        weighty = letter.urgency in ("immediate", "very_urgent") or letter.kind in ("submission", "telegram")
        if self._chance.random() < (0.4 if weighty else 0.1):
            return "chunhiem"
        return self._company.leader_of(letter.matter.lead).username
