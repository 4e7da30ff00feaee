"""Who may open the pages of triggers."""

from tests.access.page import Page

PAGES: dict[str, Page] = {}
