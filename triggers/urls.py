"""Addresses of reports: made outside and inside, and worked on in triage."""

from django.urls import path

from triggers.views import (
    assessment,
    conversation,
    files,
    gatherings,
    held,
    inside,
    known,
    messages,
    mine,
    organisation,
    outcome,
    outside,
    protection,
    queue,
    saved,
    saving,
    sending,
    status,
    telephone,
    triage,
    work,
)

app_name = "triggers"

reporting = [
    path("report/", outside.report_start, name="report-start"),
    path("report/danger-now/", outside.report_danger, name="report-danger"),
    path("report/save/", saving.report_save, name="report-save"),
    path("report/saved/", saving.report_saved, name="report-saved"),
    path("report/saved/print/", saving.report_saved_pdf, name="report-saved-pdf"),
    path("report/resume/", saving.report_resume, name="report-resume"),
    path("report/resume/<str:code>/", saving.report_resume_link, name="report-resume-link"),
    path("report/known/", known.report_known, name="report-known"),
    path("report/leave/", outside.report_leave, name="report-leave"),
    path("report/check/", sending.report_check, name="report-check"),
    path("report/done/", sending.report_done, name="report-done"),
    path("report/done/print/", sending.report_receipt, name="report-receipt"),
    path("report/status/", status.report_status, name="report-status"),
    path("report/conversation/", conversation.report_conversation, name="report-conversation"),
    path("report/conversation/add/", conversation.report_add, name="report-add"),
    path("report/conversation/withdraw/", conversation.report_withdraw, name="report-withdraw"),
    path("report/telephone/", telephone.report_telephone, name="report-telephone"),
    path("report/telephone/known/", telephone.telephone_same, name="telephone-same"),
    path("report/organisation/", organisation.organisation_list, name="organisation-list"),
    path(
        "report/organisation/<str:reference>/",
        organisation.organisation_report,
        name="organisation-report",
    ),
    path("report/inside/", inside.report_inside, name="report-inside"),
    path("report/mine/", mine.report_mine, name="report-mine"),
    path("report/mine/<str:reference>/", mine.report_own, name="report-own"),
    path("report/mine/<str:reference>/known/", mine.report_own_same, name="report-own-same"),
    path("report/mine/<str:reference>/add/", mine.report_own_add, name="report-own-add"),
    path(
        "report/mine/<str:reference>/withdraw/",
        mine.report_own_withdraw,
        name="report-own-withdraw",
    ),
    path("report/<slug:step>/", outside.report_step, name="report-step"),
]

working = [
    path("triage/", queue.triage_list, name="triage-list"),
    path("triage/queue/<slug:tab>/", queue.triage_list, name="triage-tab"),
    path("triage/shortcuts/", queue.shortcuts, name="shortcuts"),
    path("triage/saved/", saved.saved_list, name="saved-list"),
    path("triage/saved/new/", saved.saved_new, name="saved-new"),
    path("triage/saved/<int:key>/", saved.saved_rename, name="saved-rename"),
    path("triage/saved/<int:key>/delete/", saved.saved_delete, name="saved-delete"),
    path("triage/adding-up/", gatherings.gathering_list, name="gathering-list"),
    path("triage/adding-up/<str:key>/", gatherings.gathering_detail, name="gathering-detail"),
    path("triage/held/release/", held.held_release, name="held-release"),
    path("triage/held/set-aside/", held.held_set_aside, name="held-set-aside"),
    path("triage/<str:reference>/", triage.triage_detail, name="triage-detail"),
    path("triage/<str:reference>/take-up/", triage.triage_take_up, name="triage-take-up"),
    path("triage/<str:reference>/release/", triage.triage_release, name="triage-release"),
    path("triage/<str:reference>/set-aside/", triage.triage_set_aside, name="triage-set-aside"),
    path("triage/<str:reference>/assign/", triage.triage_assign, name="triage-assign"),
    path("triage/<str:reference>/files/", files.triage_add_file, name="triage-add-file"),
    path("triage/<str:reference>/files/<int:key>/", files.triage_file, name="triage-file"),
    path("triage/<str:reference>/information/", work.triage_ask, name="triage-ask"),
    path("triage/<str:reference>/information/<int:key>/", work.triage_answer, name="triage-answer"),
    path("triage/<str:reference>/task/", work.triage_task, name="triage-task"),
    path("triage/<str:reference>/task/<int:key>/", work.triage_task_end, name="triage-task-end"),
    path("triage/<str:reference>/contact/", triage.triage_contact, name="triage-contact"),
    path("triage/<str:reference>/message/", messages.triage_message, name="triage-message"),
    path(
        "triage/<str:reference>/message/<int:key>/withdraw/",
        messages.message_withdraw,
        name="message-withdraw",
    ),
    path("triage/<str:reference>/note/", messages.triage_note, name="triage-note"),
    path("triage/<str:reference>/read/", messages.triage_read, name="triage-read"),
    path("triage/<str:reference>/receipt/", messages.triage_receipt, name="triage-receipt"),
    path("triage/<str:reference>/redirect/", triage.triage_redirect, name="triage-redirect"),
    path(
        "triage/<str:reference>/safeguarding/", protection.triage_handover, name="triage-handover"
    ),
    path("triage/<str:reference>/reason/", protection.triage_access, name="triage-access"),
    path("triage/<str:reference>/restrict/", protection.triage_restrict, name="triage-restrict"),
    path(
        "triage/<str:reference>/restriction/",
        protection.triage_restriction,
        name="triage-restriction",
    ),
    path(
        "triage/<str:reference>/restriction/<int:key>/",
        protection.triage_list_change,
        name="triage-list-change",
    ),
    path("triage/<str:reference>/close/", triage.triage_close, name="triage-close"),
    path("triage/<str:reference>/watch/", outcome.triage_watch, name="triage-watch"),
    path("triage/<str:reference>/reopen/", triage.triage_reopen, name="triage-reopen"),
    path("triage/<str:reference>/assessment/", assessment.assessment_edit, name="assessment-edit"),
    path("triage/<str:reference>/outcome/", outcome.outcome_agree, name="outcome-agree"),
    path(
        "triage/<str:reference>/referral/<int:key>/action/",
        outcome.outcome_action,
        name="outcome-action",
    ),
    path(
        "triage/<str:reference>/referral/<int:key>/withdraw/",
        outcome.outcome_withdraw,
        name="outcome-withdraw",
    ),
]

protecting = [
    path("safeguarding/", protection.handover_list, name="handover-list"),
    path("safeguarding/<int:key>/", protection.handover_detail, name="handover-detail"),
    path("safeguarding/<int:key>/file/<int:file>/", protection.handover_file, name="handover-file"),
]

urlpatterns = [*reporting, *working, *protecting]
