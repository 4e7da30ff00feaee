"""Who may open the pages of web."""

from django.contrib.auth.tokens import default_token_generator
from django.utils.http import int_to_base36

from tests import make
from tests.access.page import EVERYBODY, Page


def _lost_password():
    person = make.user(password="three odd words together")
    return {
        "uidb36": int_to_base36(person.pk),
        "key": default_token_generator.make_token(person),
    }


OPEN = Page(may=EVERYBODY, public=True)
SIGNED_IN = Page(may=EVERYBODY)

PAGES: dict[str, Page] = {
    "web:landing": OPEN,
    "web:accessibility": OPEN,
    "web:privacy": OPEN,
    "web:brand": OPEN,
    "web:alive": OPEN,
    "web:ready": OPEN,
    "web:account": SIGNED_IN,
    "web:messages": SIGNED_IN,
    "account_login": OPEN,
    "account_logout": OPEN,
    "account_inactive": OPEN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reset_password": OPEN,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key": Page(may=EVERYBODY, public=True, kwargs=_lost_password),
    "account_reset_password_from_key_done": OPEN,
}
