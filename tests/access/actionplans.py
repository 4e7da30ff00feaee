"""Who may open the pages of actionplans."""

from tests.access.page import Page

PAGES: dict[str, Page] = {}
