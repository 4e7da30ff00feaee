"""Files with a report: taken whatever else is wrong, listed, removed, added later, given out."""

import re
from collections.abc import Iterable
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.views.decorators.http import require_http_methods, require_POST

from carp.accounts.models import User
from carp.files import download, store
from carp.files.refusals import NotTaken
from carp.web.address import client_network
from carp.web.requests import Request
from triggers import permissions, workflow
from triggers.forms.files import AddFileForm
from triggers.models import EvidenceFile
from triggers.views.steps import answered, found, readable
from triggers.workflow.evidence import said_of

CHOSEN, REMOVED, STAY = "evidence_files", "remove_files", "stay"
WHOLE = re.compile(r"[0-9]{1,18}")


def take(request: HttpRequest, form: BaseForm, *, key: str, owner: User | None) -> bool:
    """Remove and take files as the form asks; whether its sender wants to stay on the page.

    Each file is taken by itself: one that is refused is named beside the field and keeps none of
    the others out. First go the ones to be removed, so that they make room.
    """
    ticked = [int(each) for each in request.POST.getlist(REMOVED) if WHOLE.fullmatch(each)]
    removed = workflow.drop_from_draft(ticked, key=key, owner=owner) if ticked else 0
    network, chosen = client_network(request), request.FILES.getlist(CHOSEN)
    for upload in chosen:
        try:
            workflow.keep_in_draft(upload, key=key, owner=owner, network=network)
        except NotTaken as refusal:
            form.add_error(CHOSEN, said_of(upload, refusal))
    stays = STAY in request.POST
    if stays and not chosen and not removed:
        form.add_error(CHOSEN, "Choose a file to add, or tick one to remove")
    return stays


def listed(files: Iterable[EvidenceFile]) -> list[dict[str, Any]]:
    """Files with their kind and size in words."""
    return [{"file": file, "about": about(file)} for file in files]


def about(file: EvidenceFile) -> str:
    return f"{file.its_kind.label}, {filesizeformat(file.size)}".replace("\xa0", " ")


def names_of(files: Iterable[EvidenceFile]) -> str:
    """One a line, for a list of answers."""
    return "\n".join(f"{file.name} ({about(file)})" for file in files)


@require_http_methods(["GET", "POST"])
def triage_add_file(request: Request, reference: str) -> HttpResponse:
    """A nominated officer adds what came by post or by mail."""
    report = found(request, reference)
    permissions.can_add_file(request.user, report).require()
    posted = request.method == "POST"
    form = AddFileForm(request.POST, request.FILES) if posted else AddFileForm()

    def step() -> None:
        given = form.cleaned_data
        workflow.add_file(report, by=request.user, upload=given["file"], note=given["note"])

    return answered(request, report, form, step)


@require_POST
def triage_file(request: Request, reference: str, key: int) -> HttpResponse:
    """A download, by an act and not by a link: each one is logged."""
    report = readable(request, reference)
    file = get_object_or_404(EvidenceFile.objects.readable_of(report), pk=key)
    content = store.get(file.stored_as, sha256=file.sha256)
    workflow.note_download(report, file, by=request.user)
    return download.attachment(content, name=file.name, kind=file.its_kind)
