"""Addresses of boards, their meetings and their decisions."""

from django.urls import path

from actionplans.views import (
    agenda,
    boards,
    decisions,
    drafts,
    interests,
    meetings,
    mine,
    papers,
    rulings,
    seats,
    tasks,
)

app_name = "boards"
ONE = "<slug:code>/"
MEETING = f"{ONE}meetings/<int:key>/"
ITEM = f"{MEETING}agenda/<int:item>/"
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
    path("mine/", mine.my_boards, name="my-boards"),
    path("groups/", seats.group_list, name="group-list"),
    path("interests/", interests.interest_list, name="interest-list"),
    path("interests/new/", interests.interest_new, name="interest-new"),
    path("interests/<int:key>/end/", interests.interest_end, name="interest-end"),
    path("tasks/", tasks.task_list, name="task-list"),
    path("tasks/<int:key>/complete/", tasks.task_complete, name="task-complete"),
    path("tasks/<int:key>/late/", tasks.task_late, name="task-late"),
    path("tasks/<int:key>/another-day/", tasks.task_revise, name="task-revise"),
    path(f"{ONE}matters-arising/", tasks.matters_arising, name="matters-arising"),
    path(ONE, boards.board_detail, name="board-detail"),
    path(f"{ONE}tables/<slug:part>/", boards.board_csv, name="board-csv"),
    path(f"{ONE}members/", seats.seat_list, name="seat-list"),
    path(f"{ONE}members/new/", seats.seat_new, name="seat-new"),
    path(f"{ONE}members/<int:key>/end/", seats.seat_end, name="seat-end"),
    path(f"{ONE}meetings/", meetings.meeting_list, name="meeting-list"),
    path(f"{ONE}meetings/new/", meetings.meeting_new, name="meeting-new"),
    path(MEETING, meetings.meeting_detail, name="meeting-detail"),
    path(f"{MEETING}cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path(f"{MEETING}attendance/", meetings.attendance, name="attendance"),
    path(f"{MEETING}papers/", papers.papers, name="papers"),
    path(f"{MEETING}papers.pdf", papers.papers_pdf, name="papers-pdf"),
    path(f"{MEETING}agenda/fill/", agenda.agenda_fill, name="agenda-fill"),
    path(f"{MEETING}agenda/new/", agenda.item_new, name="item-new"),
    path(f"{MEETING}agenda/place/<str:kind>/<int:thing>/", agenda.item_place, name="item-place"),
    path(f"{ITEM}move/", agenda.item_move, name="item-move"),
    path(f"{ITEM}defer/", agenda.item_defer, name="item-defer"),
    path(f"{ITEM}interest/", agenda.item_interest, name="item-interest"),
    path(f"{ONE}referrals/<int:key>/decide/", decisions.referral_decide, name="referral-decide"),
    path(
        f"{ONE}plans/<str:reference>/<int:number>/decide/",
        decisions.version_decide,
        name="version-decide",
    ),
    path(
        f"{ONE}plans/<str:reference>/<int:number>/rule/",
        rulings.version_rule,
        name="version-rule",
    ),
    path(f"{ONE}decisions/", decisions.decision_list, name="decision-list"),
    path(f"{ONE}decisions/<int:key>/", drafts.decision_detail, name="decision-detail"),
    *(
        path(f"{ONE}decisions/<int:key>/{step}/", view, name=f"decision-{step}")
        for step, view in STEPS.items()
    ),
]
