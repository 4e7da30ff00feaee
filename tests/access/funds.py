"""Who may open the pages of funds."""

from tests.access.page import Page

PAGES: dict[str, Page] = {}
