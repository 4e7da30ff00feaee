"""Raw SQL cannot make money follow what no board approved (quality V2)."""

import pytest
from django.db import IntegrityError, connection, transaction

from actionplans.models import PlanVersion
from carp import clock
from funds.models import Allocation, Pot
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.laid("need_in_force")]
INSERT = (
    "INSERT INTO funds_allocation (reference, pot_id, line_id, version_id, amount_pence, "
    "paid_pence, route, outcome, monitoring_on, reasons, alternatives, status, proposed_at, "
    "proposed_by_id, withdrawn_reason, released_pence, released_reason, recipient) "
    "VALUES (%s, %s, %s, %s, %s, 0, 'grant', 'o', %s, 'r', 'a', 'proposed', %s, %s, '', 0, '', 'a')"
)


def raw(sql: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def insert(version: PlanVersion, pot: Pot, amount: int = 100, reference: str = "ALC-1") -> None:
    line = version.needs.get().line
    raw(
        INSERT,
        reference,
        pot.pk,
        line.pk,
        version.pk,
        amount,
        clock.today(),
        clock.now(),
        version.submitted_by_id,
    )


def test_an_allocation_needs_a_version_in_force():
    version, pot = make.submitted_version(), make.pot()
    make.approval(version)
    with pytest.raises(IntegrityError, match="funds_allocation_in_force"):
        insert(version, pot)
    make.approval(version, "management-team")
    insert(version, pot)
    assert Allocation.objects.count() == 1


def test_an_allocation_needs_the_line_to_stand_in_that_version():
    version = make.plan_in_force(needs=[{}]).versions.get()
    other = make.plan_in_force(needs=[{"need": "A bus"}]).versions.get()
    line, pot = other.needs.get().line, make.pot()
    allocation = make.allocation(line=line, pot=pot)
    values = {"reference": "ALC-2", "line_id": line.pk, "version_id": version.pk}
    fields = {
        field.attname: getattr(allocation, field.attname)
        for field in Allocation._meta.concrete_fields
        if not field.primary_key
    }
    with pytest.raises(IntegrityError, match="funds_allocation_in_force"), transaction.atomic():
        Allocation.objects.create(**fields | values)


def test_an_allocation_needs_the_same_kind_of_money_and_no_more_than_approved():
    version = make.plan_in_force(needs=[{}]).versions.get()
    with pytest.raises(IntegrityError, match="funds_allocation_in_force"):
        insert(version, make.pot(money_type="capital"))
    with pytest.raises(IntegrityError, match="funds_allocation_in_force"):
        insert(version, make.pot(), amount=600_001)


def end(allocation: Allocation) -> None:
    """The version ends, as if another had taken its place without the need."""
    PlanVersion.objects.filter(pk=allocation.version_id).update(status="superseded")


def test_nothing_is_authorised_once_the_version_has_ended():
    allocation, person = make.allocation(), make.authoriser()
    end(allocation)
    with pytest.raises(IntegrityError, match="funds_authorised_in_force"):
        raw(
            "UPDATE funds_allocation SET status = 'authorised', authorised_at = %s, "
            "authorised_by_id = %s WHERE id = %s",
            clock.now(),
            person.pk,
            allocation.pk,
        )


@pytest.mark.parametrize("kind", ["suspend", "rescind"])
def test_no_money_follows_what_a_board_stopped(kind):
    proposed, authorised = make.allocation(), make.authorised_allocation()
    for allocation in (proposed, authorised):
        make.ruling(allocation.version, kind=kind)

    with pytest.raises(IntegrityError, match="funds_allocation_in_force"):
        insert(proposed.version, proposed.pot, reference="ALC-9")
    with pytest.raises(IntegrityError, match="funds_authorised_in_force"):
        raw(
            "UPDATE funds_allocation SET status = 'authorised', authorised_at = %s, "
            "authorised_by_id = %s WHERE id = %s",
            clock.now(),
            make.authoriser().pk,
            proposed.pk,
        )
    with pytest.raises(IntegrityError, match="funds_payment_in_force"):
        pay(authorised)


def pay(allocation: Allocation, authorised_by: int | None = None) -> None:
    raw(
        "INSERT INTO funds_payment (allocation_id, amount_pence, paid_on, payee, "
        "ledger_reference, proposed_by_id, authorised_by_id, recorded_at, recorded_by_id) "
        "VALUES (%s, 1, %s, 'p', 'b', %s, %s, %s, %s)",
        allocation.pk,
        clock.today(),
        allocation.proposed_by_id,
        authorised_by or allocation.authorised_by_id or make.authoriser().pk,
        clock.now(),
        make.fund_manager().pk,
    )


def test_nothing_is_paid_once_the_version_has_ended():
    allocation = make.authorised_allocation()
    end(allocation)
    with pytest.raises(IntegrityError, match="funds_payment_in_force"):
        pay(allocation)


def test_nothing_is_paid_that_nobody_authorised():
    with pytest.raises(IntegrityError, match="funds_payment_in_force"):
        pay(make.allocation())


def test_a_payment_names_the_people_of_its_allocation():
    with pytest.raises(IntegrityError, match="funds_payment_in_force"):
        pay(make.authorised_allocation(), authorised_by=make.authoriser().pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funds_allocation SET amount_pence = 2",
        "UPDATE funds_allocation SET reasons = 'others'",
        "UPDATE funds_allocation SET route = 'grant'",
        "UPDATE funds_allocation SET recipient = 'Somebody else'",
    ],
)
def test_what_was_proposed_stays_as_it_was(statement):
    make.allocation()
    with pytest.raises(IntegrityError, match="what is frozen in funds_allocation"):
        raw(statement)


def test_no_allocation_is_deleted():
    make.allocation()
    with pytest.raises(IntegrityError):
        raw("DELETE FROM funds_ledgerentry")
    with pytest.raises(IntegrityError):
        raw("DELETE FROM funds_allocation")
