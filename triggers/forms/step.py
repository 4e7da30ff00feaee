"""What the short steps of triage ask: a page for each, called and answered by its form."""

from carp.web.forms import Form


class StepForm(Form):
    """One or two questions; ``heading`` is what their page is called, ``told`` what follows."""

    heading = ""
    told = ""
