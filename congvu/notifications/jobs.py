"""What tells people when nobody waits for it: reminders, moved deadlines, mails. Every run says what is due by then; a missed
one is made up by the next, and two at once say it once."""

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.notifications import mail, moves, reminders, searches


@app.periodic(cron="*/5 * * * *")
@app.task(name="notifications.remind", queue="house", queueing_lock="notifications.remind", pass_context=False)
def remind(timestamp: int) -> int:
    """Reminders before and at the deadline, and the ladder after it."""
    return reminders.remind(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="notifications.moves", queue="house", queueing_lock="notifications.moves", pass_context=False)
def tell_of_moves(timestamp: int) -> int:
    """Deadlines that a changed calendar moved."""
    return moves.tell_of_moves(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="notifications.searches", queue="house", queueing_lock="notifications.searches", pass_context=False)
def tell_of_found(timestamp: int) -> int:
    """What is new in the searches people keep."""
    return searches.tell_of_found(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="notifications.mail", queue="mail", queueing_lock="notifications.mail", pass_context=False)
def send_mail(timestamp: int) -> int:
    """Mails that wait, and the summaries of the day."""
    now = timezone.now()
    return mail.send_waiting(now) + mail.send_digests(now)
