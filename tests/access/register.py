"""Who may open the pages of the register."""

from collections.abc import Mapping
from typing import Any

from carp.accounts.roles import Capability
from tests import make
from tests.access.page import Page, having

READERS, EDITORS = having(Capability.REGISTER_READ), having(Capability.REGISTER_EDIT)
DECIDERS = having(Capability.REGISTER_EDIT, Capability.BOARD_DECIDE, Capability.BOARD_RUN)


def _emerging() -> Mapping[str, Any]:
    return {"reference": make.community().reference}


def _active() -> Mapping[str, Any]:
    return {"reference": make.active_community().reference}


def _area() -> Mapping[str, Any]:
    return {"code": make.area().code}


PAGES: dict[str, Page] = {
    "register:community-list": Page(READERS),
    "register:community-new": Page(EDITORS),
    "register:area-list": Page(READERS),
    "register:area-detail": Page(READERS, kwargs=_area),
    "register:community-detail": Page(READERS, kwargs=_emerging, refused=404),
    "register:community-edit": Page(EDITORS, kwargs=_emerging),
    "register:evidence-new": Page(EDITORS, kwargs=_emerging),
    "register:community-identify": Page(DECIDERS, kwargs=_emerging),
    "register:community-step-down": Page(EDITORS, kwargs=_active),
    "register:community-close": Page(EDITORS, kwargs=_emerging),
}
