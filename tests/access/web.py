"""Who may open the pages of web."""

from tests.access.page import Page

PAGES: dict[str, Page] = {}
