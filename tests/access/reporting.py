"""Who may open the pages of reporting."""

from tests.access.page import Page

PAGES: dict[str, Page] = {}
