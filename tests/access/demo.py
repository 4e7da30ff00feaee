"""Who may open the pages of the demonstration: everybody, while there is one."""

from carp.outbox.models import DeliveredMail
from tests import make
from tests.access.page import EVERYBODY, Page


def _mail():
    mail = DeliveredMail.objects.create(to="a@b.example", subject="S", body="B", key="k")
    return {"pk": mail.pk}


def _person():
    make.user(email="auditor@demonstration.example")
    return {}


PAGES: dict[str, Page] = {
    "demo:person-list": Page(may=EVERYBODY, public=True),
    "demo:sign-in": Page(
        may=EVERYBODY, public=True, method="post", kwargs=_person, data={"person": "auditor"}
    ),
    "demo:mail-list": Page(may=EVERYBODY, public=True),
    "demo:mail-detail": Page(may=EVERYBODY, public=True, kwargs=_mail),
}
