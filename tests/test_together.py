"""Rows of several kinds in one question are what Django reads, whatever their fields hold."""

from decimal import Decimal

import pytest

from carp.governance.models import Decision
from carp.together import Kind, together
from tests import make
from triggers.models import ReportedFigure

pytestmark = pytest.mark.django_db


def values_of(row):
    found = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}
    return {name: (type(value), value) for name, value in found.items()}


def test_every_field_of_a_row_is_as_django_reads_it():
    referral = make.referral(make.trigger_report())
    decision = make.decision(referral)
    figure = make.reported_figure(
        referral.report, before=Decimal("0.10"), now=Decimal("1234567.89")
    )

    decisions, figures = together(Kind(Decision.objects.all()), Kind(ReportedFigure.objects.all()))

    assert (decisions, figures) == ([decision], [figure])
    for row in (*decisions, *figures):
        assert values_of(row) == values_of(type(row).objects.get(pk=row.pk))
