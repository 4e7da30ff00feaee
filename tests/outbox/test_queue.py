"""The outbox: owed in the transaction, claimed by one, tried again, never done twice."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction

from carp import clock
from carp.outbox import mail, queue, tasks
from carp.outbox.models import DeliveredMail, OutboxItem
from carp.rows import Message
from tests.concurrency import race
from tests.refusals import refused_as_null, refused_by

pytestmark = pytest.mark.django_db
State = OutboxItem.State


def _owe(key="a", topic="mail", **payload):
    with transaction.atomic():
        return queue.put(
            topic, payload or {"to": "a@b.example", "subject": "S", "body": "B"}, key=key
        )


def refuse(_payload, *, item):
    raise RuntimeError(f"cannot do {item.key}")


def _refusing(settings):
    settings.OUTBOX_HANDLERS = {"mail": "tests.outbox.test_queue.refuse"}


@pytest.mark.django_db(transaction=True)
def test_put_outside_a_transaction_is_refused():
    with pytest.raises(queue.NotInTransaction):
        queue.put("mail", {}, key="k")


def test_put_of_an_unknown_topic_is_refused():
    with pytest.raises(KeyError):
        _owe(topic="telepathy")


def test_put_twice_with_one_key_owes_once():
    assert _owe().pk == _owe().pk
    assert OutboxItem.objects.count() == 1


def test_many_are_owed_at_once_each_once_for_its_key(django_assert_num_queries):
    kept = _owe("mail:a", to="kept@b.example")
    letters = [
        mail.Letter(to=f"{key}@b.example", subject="S", body="B", key=key) for key in ("a", "b")
    ]
    with transaction.atomic(), django_assert_num_queries(1):
        mail.send_all_later(letters)
    owed = OutboxItem.objects.order_by("pk").values_list("key", "payload__to", "state")
    assert list(owed) == [
        ("mail:a", "kept@b.example", State.WAITING),
        ("mail:b", "b@b.example", State.WAITING),
    ]
    assert kept.pk == OutboxItem.objects.get(key="mail:a").pk


def test_what_is_owed_already_is_not_owed_again_with_a_message():
    kept = _owe(key="one", topic="mail", to="kept@b.example", subject="S", body="B")
    with transaction.atomic():
        for key in ("one", "two"):
            message = Message(OutboxItem)
            queue.put_with(message, "mail", {"to": f"{key}@b.example"}, key=key)
            message.send()
    assert list(OutboxItem.objects.order_by("pk").values_list("key", "payload__to", "state")) == [
        ("one", "kept@b.example", State.WAITING),
        ("two", "two@b.example", State.WAITING),
    ]
    assert kept.pk == OutboxItem.objects.get(key="one").pk


@pytest.mark.django_db(transaction=True)
def test_nothing_is_owed_with_a_message_outside_a_transaction():
    with pytest.raises(queue.NotInTransaction):
        queue.put_with(Message(OutboxItem), "mail", {}, key="one")


@pytest.mark.django_db(transaction=True)
def test_many_are_not_owed_outside_a_transaction():
    with pytest.raises(queue.NotInTransaction):
        queue.put_all("mail", {})


def test_many_of_an_unknown_topic_are_refused():
    with transaction.atomic(), pytest.raises(KeyError):
        queue.put_all("telepathy", {})


def test_a_mail_is_delivered_once_to_the_visible_outbox():
    with transaction.atomic():
        mail.send_later(to="a@b.example", subject="Two\nlines", body="B", key="one")
    assert queue.run_due() == 1
    assert queue.run_due() == 0
    delivered = DeliveredMail.objects.get()
    assert (delivered.to, delivered.subject) == ("a@b.example", "Two lines")
    item = OutboxItem.objects.get()
    assert (item.state, item.attempts, item.lease) == (State.DONE, 1, "")
    assert item.payload == {}


def test_a_mail_goes_to_the_mail_server_where_there_is_one(settings, mailoutbox):
    settings.MAIL_TO_OUTBOX = False
    _owe()
    queue.run_due()
    assert [message.to for message in mailoutbox] == [["a@b.example"]]
    assert DeliveredMail.objects.count() == 0


def test_a_failure_is_tried_again_later_and_others_go_on(settings):
    settings.OUTBOX_HANDLERS = {
        "mail": "carp.outbox.mail.send",
        "report": "tests.outbox.test_queue.refuse",
    }
    bad, good = _owe("bad", "report"), _owe("good")

    assert queue.run_due() == 1

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.attempts, good.state) == (State.WAITING, 1, State.DONE)
    assert bad.last_error == "RuntimeError: cannot do bad"
    assert bad.due_at > clock.machine_now() + timedelta(seconds=3)
    assert queue.run_due() == 0


def test_the_last_attempt_leaves_a_dead_letter(settings, caplog):
    _refusing(settings)
    item = _owe()
    tried = queue.MOST_FAILURES - 2
    OutboxItem.objects.update(attempts=tried, failures=tried)
    for state in (State.WAITING, State.DEAD):
        OutboxItem.objects.update(due_at=clock.machine_now())
        queue.run_due()
        item.refresh_from_db()
        assert item.state == state
    assert item.finished_at is not None
    assert item.payload["to"] == "a@b.example"  # kept, so that it can be tried again
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]


def test_a_mail_server_may_be_away_for_a_weekend(settings):
    """Each failure puts it off, by a quarter of an hour at the longest (quality F23)."""
    _refusing(settings)
    item = _owe()
    waits = []
    for _ in range(12):
        OutboxItem.objects.update(due_at=clock.machine_now())
        queue.run_due()
        item.refresh_from_db()
        waits.append(round((item.due_at - clock.machine_now()).total_seconds()))
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900]
    assert timedelta(days=3) < queue.MOST_FAILURES * queue.LONGEST_DELAY


def test_what_was_given_up_is_listed_and_tried_again(settings, capsys):
    _refusing(settings)
    item = _owe()
    OutboxItem.objects.update(attempts=queue.MOST_FAILURES, failures=queue.MOST_FAILURES - 1)
    queue.run_due()
    call_command("outbox", "--retry")
    told = capsys.readouterr().out
    assert f"{item.pk} mail: tried {queue.MOST_FAILURES + 1} times, given up: RuntimeError" in told
    assert "1 to be tried again" in told
    settings.OUTBOX_HANDLERS = {"mail": "carp.outbox.mail.send"}
    assert queue.run_due() == 1
    call_command("outbox")
    assert capsys.readouterr().out == ""


def test_a_row_whose_worker_died_falls_due_again_when_its_lease_ends():
    item = _owe()
    claimed = queue.claim(item.pk)
    assert claimed is not None
    assert queue.claim(item.pk) is None

    OutboxItem.objects.update(leased_until=clock.machine_now() - timedelta(seconds=1))

    assert queue.run_due() == 1


def test_a_message_delivered_twice_is_begun_once():
    claimed = queue.claim(_owe().pk)
    assert queue.begin(claimed.pk, lease=claimed.lease) is not None
    assert queue.begin(claimed.pk, lease=claimed.lease) is None


def test_a_worker_that_lost_its_lease_cannot_finish_the_row():
    claimed = queue.claim(_owe().pk)
    slow = queue.begin(claimed.pk, lease=claimed.lease)
    OutboxItem.objects.update(leased_until=clock.machine_now() - timedelta(seconds=1))
    again = queue.claim(claimed.pk)

    assert queue.extend(slow) is False
    queue.run(slow)

    again.refresh_from_db()
    assert again.state == State.LEASED
    assert queue.extend(again) is True


@pytest.mark.django_db(transaction=True)
def test_eight_workers_do_each_row_once():
    for number in range(10):
        _owe(f"mail-{number}")
    race(*[queue.run_due] * 8)
    queue.run_due()
    assert DeliveredMail.objects.count() == 10
    assert set(OutboxItem.objects.values_list("state", "attempts")) == {(State.DONE, 1)}


def test_relay_hands_what_is_due_to_a_worker():
    _owe()
    tasks.relay()
    assert DeliveredMail.objects.count() == 1


def test_relay_gives_a_row_back_when_the_broker_is_away(monkeypatch):
    item = _owe()

    def away(**_kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr(tasks.run, "delay", away)
    tasks.relay()
    item.refresh_from_db()
    assert (item.state, item.attempts) == (State.WAITING, 0)


def test_the_relay_command_needs_no_broker(capsys):
    _owe()
    call_command("relay", "--once")
    assert DeliveredMail.objects.count() == 1
    assert capsys.readouterr().out == "1 done\n"


def test_age_of_the_oldest_due_row_tells_whether_work_moves():
    assert queue.oldest_due_seconds() == 0
    _owe()
    OutboxItem.objects.update(due_at=clock.machine_now() - timedelta(seconds=90))
    assert 90 <= queue.oldest_due_seconds() < 100


def test_a_lease_has_its_holder_and_its_end():
    item = _owe()
    soon = clock.machine_now() + timedelta(minutes=1)
    for lease, until in (("", soon), ("abc", None)):
        with refused_by("outbox_lease_has_its_end"):
            OutboxItem.objects.filter(pk=item.pk).update(
                state=State.LEASED, lease=lease, leased_until=until
            )


def test_what_is_finished_has_its_time_and_what_is_not_has_none():
    item = OutboxItem.objects.filter(pk=_owe().pk)
    for state in (State.DONE, State.DEAD):
        with refused_by("outbox_finished_has_its_time"):
            item.update(state=state)
    with refused_by("outbox_finished_has_its_time"):
        item.update(finished_at=clock.machine_now())


def test_only_known_states_are_stored():
    item = OutboxItem.objects.filter(pk=_owe().pk)
    with refused_by("outbox_finished_has_its_time"):
        item.update(state="elsewhere")
    with refused_as_null():
        item.update(state=None)


def test_a_row_that_costs_a_worker_each_time_is_given_up():
    item = _owe()
    for _ in range(queue.MOST_WORKERS_LOST):
        claimed = queue.claim(item.pk)
        queue.begin(item.pk, lease=claimed.lease)
        OutboxItem.objects.update(leased_until=clock.machine_now() - timedelta(seconds=1))

    assert queue.claim(item.pk) is None
    item.refresh_from_db()
    assert (item.state, item.lease) == (State.DEAD, "")
    assert item.last_error == "Each worker that tried it was lost."
    assert queue.due_ids() == []
