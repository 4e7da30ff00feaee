"""Who may open the pages of demo."""

from tests.access.page import Page

PAGES: dict[str, Page] = {}
