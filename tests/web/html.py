"""What holds on every page, read from its HTML."""

from django.http import HttpResponse
from lxml import html
from lxml.html import HtmlElement

CONTROLS = "//input[not(@type='hidden')]|//select|//textarea"


def parse(text: str | bytes) -> HtmlElement:
    return html.fromstring(text if isinstance(text, str) else text.decode())


def text_of(response: HttpResponse) -> str:
    """The words of a page, without its frame."""
    return " ".join(parse(response.content).find(".//main").text_content().split())


def errors(response: HttpResponse) -> dict[str, str]:
    """The lines of the error summary by what they lead to."""
    return {href: words for words, href in error_links(parse(response.content)).items()}


def ids(page: HtmlElement) -> list[str]:
    return [str(found) for found in page.xpath("//@id")]


def label_of(page: HtmlElement, control: HtmlElement) -> str:
    """The words that a screen reader says for a control."""
    labels = page.xpath(f"//label[@for='{control.get('id')}']")
    assert len(labels) == 1, html.tostring(control)
    return " ".join(labels[0].text_content().split())


def check_controls(page: HtmlElement) -> None:
    """Every control has a label, ids are unique, and what describes a control is there."""
    known = ids(page)
    assert len(known) == len(set(known)), sorted(i for i in known if known.count(i) > 1)
    for control in page.xpath(CONTROLS):
        assert label_of(page, control)
    for described in page.xpath("//@aria-describedby"):
        assert set(described.split()) <= set(known)


def error_links(page: HtmlElement) -> dict[str, str]:
    """Words of the error summary and what they lead to."""
    links = page.xpath("//div[contains(@class,'govuk-error-summary')]//li/a")
    return {" ".join(link.text_content().split()): link.get("href") for link in links}


def check_error_links(page: HtmlElement) -> None:
    """Every link of the error summary leads to a control that can take the focus."""
    assert error_links(page)
    for href in error_links(page).values():
        (target,) = page.xpath(f"//*[@id='{href.removeprefix('#')}']")
        assert target.tag in {"input", "select", "textarea"}


def check_page(page: HtmlElement) -> None:
    """The frame of a page."""
    assert page.get("lang") == "en-GB"
    assert len(page.xpath("//h1")) == 1
    assert page.findtext(".//title").endswith(" – CARP")
    assert page.xpath("//main[@id='main-content']")
    assert page.xpath("//a[@href='#main-content']")
    assert not page.xpath("//script[not(@src)]|//style|//*[@style]|//*[@onclick]")
    for form in page.xpath("//form[@method='post']"):
        assert form.xpath(".//input[@name='csrfmiddlewaretoken']")
    check_controls(page)
