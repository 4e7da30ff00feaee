"""Who may open the pages of the reports."""

from collections.abc import Mapping
from typing import Any

from carp.accounts.roles import Capability, Role
from tests import make
from tests.access.page import EVERYBODY, Page, having

ASKERS = having(Capability.REPORT_REQUEST)
MAKING = ASKERS | {Role.AUDITOR}


def _ready() -> Mapping[str, Any]:
    return {"reference": make.made_report("annual").reference}


def _waiting() -> Mapping[str, Any]:
    return {"reference": make.report_run().reference}


def _file() -> Mapping[str, Any]:
    return {**_ready(), "format": "csv"}


def _failed() -> Mapping[str, Any]:
    return {"reference": make.failed_report().reference}


PAGES: dict[str, Page] = {
    "reporting:run-list": Page(EVERYBODY),
    "reporting:run-new": Page(ASKERS),
    "reporting:run-new-annual": Page(ASKERS),
    "reporting:run-detail": Page(EVERYBODY, kwargs=_ready, refused=404),
    "reporting:run-progress": Page(MAKING, kwargs=_waiting, refused=404),
    "reporting:run-download": Page(EVERYBODY, kwargs=_file, refused=404),
    "reporting:run-retry": Page(ASKERS, kwargs=_failed, method="post"),
}
