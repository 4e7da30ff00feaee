"""Addresses of boards, their meetings and their decisions."""

from django.urls import path

from actionplans.views import boards, decisions, drafts, meetings, tasks

app_name = "boards"
ONE = "<slug:code>/"
STEPS = {
    "change": drafts.decision_change,
    "correct": drafts.decision_correct,
    "withdraw": drafts.decision_withdraw,
    "open": drafts.decision_open,
    "vote": drafts.decision_vote,
    "confirm": drafts.decision_confirm,
    "note": drafts.decision_note,
}

urlpatterns = [
    path("", boards.board_list, name="board-list"),
    path("tasks/", tasks.task_list, name="task-list"),
    path("tasks/<int:key>/complete/", tasks.task_complete, name="task-complete"),
    path("tasks/<int:key>/late/", tasks.task_late, name="task-late"),
    path("tasks/<int:key>/another-day/", tasks.task_revise, name="task-revise"),
    path(f"{ONE}matters-arising/", tasks.matters_arising, name="matters-arising"),
    path(ONE, boards.board_detail, name="board-detail"),
    path(f"{ONE}tables/<slug:part>/", boards.board_csv, name="board-csv"),
    path(f"{ONE}meetings/new/", meetings.meeting_new, name="meeting-new"),
    path(f"{ONE}meetings/<int:key>/", meetings.meeting_detail, name="meeting-detail"),
    path(
        f"{ONE}meetings/<int:key>/agenda/<int:referral>/",
        meetings.referral_agenda,
        name="referral-agenda",
    ),
    path(f"{ONE}referrals/<int:key>/decide/", decisions.referral_decide, name="referral-decide"),
    path(
        f"{ONE}plans/<str:reference>/<int:number>/decide/",
        decisions.version_decide,
        name="version-decide",
    ),
    path(f"{ONE}decisions/", decisions.decision_list, name="decision-list"),
    path(f"{ONE}decisions/<int:key>/", drafts.decision_detail, name="decision-detail"),
    *(
        path(f"{ONE}decisions/<int:key>/{step}/", view, name=f"decision-{step}")
        for step, view in STEPS.items()
    ),
]
