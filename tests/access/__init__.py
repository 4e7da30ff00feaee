"""The access table: every URL name and the roles that may open it, an app a module.

A URL without a row fails ``tests/test_access.py``; so does a row without a URL.
"""

import pytest

from tests.access import actionplans, demo, funds, register, reporting, triggers, web
from tests.access.page import Page

PAGES: dict[str, Page] = (
    web.PAGES
    | demo.PAGES
    | register.PAGES
    | triggers.PAGES
    | actionplans.PAGES
    | funds.PAGES
    | reporting.PAGES
)
# What many rows of the table name, found by a module that opens them all.
LAID = pytest.mark.laid(
    "plan",
    "submitted_version",
    "plan_in_force",
    "need_in_force",
    "monitoring_return",
    "allocation",
    "authorised_allocation",
    "payment",
)
