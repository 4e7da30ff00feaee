"""Decisions are drafted by one person and confirmed by another, with the members' votes.

What was recorded before in one step stands as it is. A draft and its votes may change; from the
confirmation on the guards refuse it, but for the mark of the decision that takes its place and of
the meeting that noted it.
"""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from carp.audit.guards import append_only, frozen_columns, held_by, lifted
from carp.migrating import together

DECISION, ATTENDANCE = "governance_decision", "governance_attendance"
FROZEN = (
    "group_id", "meeting_id", "kind", "subject_type", "subject_id", "subject_name", "edition",
    "decided_on", "reasons", "alternatives", "conflicts", "follow_up", "exempt_paragraph",
    "public_interest", "urgency", "opened_at", "quorum", "votes_for", "votes_against",
    "abstentions", "casting_vote", "drafted_by_id", "drafted_at", "confirmed_by_id",
    "confirmed_at", "supersedes_id", "correction",
)  # fmt: skip
REFUSED = (
    "NEW.state <> OLD.state AND OLD.state <> 'draft'"
    " AND NOT (OLD.state = 'confirmed' AND NEW.state = 'superseded')"
    " OR OLD.noted_in_id IS NOT NULL AND NEW.noted_in_id IS DISTINCT FROM OLD.noted_in_id"
    " OR NEW.one_step <> OLD.one_step"
)


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0003_meetings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        lifted(append_only(DECISION)),
        lifted(append_only(ATTENDANCE)),
        migrations.RenameField("decision", "recorded_by", "drafted_by"),
        migrations.RenameField("decision", "recorded_at", "drafted_at"),
        migrations.RemoveConstraint(
            model_name='attendance',
            name='governance_known_part',
        ),
        migrations.AddField(
            model_name='decision',
            name='abstentions',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='decision',
            name='casting_vote',
            field=models.BooleanField(default=False, help_text="The chair's, for it, at a tie."),
        ),
        migrations.AddField(
            model_name='decision',
            name='confirmed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='decision',
            name='correction',
            field=models.TextField(blank=True, help_text='Why it takes the place of another.'),
        ),
        migrations.AddField(
            model_name='decision',
            name='edition',
            field=models.PositiveSmallIntegerField(default=1, help_text='How often it was written.'),
        ),
        migrations.AddField(
            model_name='decision',
            name='exempt_paragraph',
            field=models.PositiveSmallIntegerField(help_text='Of Schedule 12A to the Local Government Act 1972.', null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='follow_up',
            field=models.JSONField(default=dict, help_text='What the confirmation sets going.'),
        ),
        migrations.AddField(
            model_name='decision',
            name='noted_in',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='noted_decisions', to='governance.meeting'),
        ),
        migrations.AddField(
            model_name='decision',
            name='one_step',
            field=models.BooleanField(default=True, help_text='From before decisions were drafted and confirmed by two people.'),
        ),
        migrations.AddField(
            model_name='decision',
            name='opened_at',
            field=models.DateTimeField(help_text='When the members were asked to vote.', null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='public_interest',
            field=models.TextField(blank=True, help_text='Why it is better not published.'),
        ),
        migrations.AddField(
            model_name='decision',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('confirmed', 'Confirmed'), ('superseded', 'Superseded'), ('withdrawn', 'Withdrawn draft')], default='confirmed', max_length=10),
        ),
        migrations.AddField(
            model_name='decision',
            name='urgency',
            field=models.TextField(blank=True, help_text='Why it could not wait for a meeting.'),
        ),
        migrations.AddField(
            model_name='decision',
            name='votes_against',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='decision',
            name='votes_for',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='decision',
            name='one_step',
            field=models.BooleanField(default=False, help_text='From before decisions were drafted and confirmed by two people.'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('confirmed', 'Confirmed'), ('superseded', 'Superseded'), ('withdrawn', 'Withdrawn draft')], default='draft', max_length=10),
        ),
        migrations.AlterField(
            model_name='attendance',
            name='part',
            field=models.CharField(choices=[('for', 'For'), ('against', 'Against'), ('abstain', 'Abstained'), ('recused', 'Left the room: declared an interest'), ('present', 'Present, vote not recorded')], max_length=10),
        ),
        migrations.AlterField(
            model_name='decision',
            name='drafted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions_drafted', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='decision',
            name='supersedes',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='governance.decision'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['-decided_on', '-id'], name='governance_public_list'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ('for', 'against', 'abstain', 'recused', 'present'))), name='governance_known_part'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'confirmed', 'superseded', 'withdrawn'))), name='governance_known_decision_state'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('group', 'subject_type', 'subject_id'), name='governance_one_draft_a_subject'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('one_step', True), models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True), ('state__in', ('draft', 'withdrawn'))), models.Q(models.Q(('confirmed_by', models.F('drafted_by')), _negated=True), ('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('state__in', ('confirmed', 'superseded'))), _connector='OR'), name='governance_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('one_step', True), ('state__in', ('draft', 'withdrawn')), models.Q(('casting_vote', False), ('votes_for__gt', models.F('votes_against'))), models.Q(('casting_vote', True), ('votes_for', models.F('votes_against'))), _connector='OR'), name='governance_confirmed_is_carried'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('one_step', True), ('state__in', ('draft', 'withdrawn')), ('quorum__lte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('votes_for'), '+', models.F('votes_against')), '+', models.F('abstentions'))), _connector='OR'), name='governance_confirmed_is_quorate'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('exempt_paragraph__isnull', True), ('public_interest', '')), models.Q(models.Q(('public_interest', ''), _negated=True), ('exempt_paragraph__gte', 1), ('exempt_paragraph__isnull', False), ('exempt_paragraph__lte', 7)), _connector='OR'), name='governance_exempt_says_why'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('one_step', True), models.Q(('meeting__isnull', False), ('opened_at__isnull', True), ('urgency', '')), models.Q(models.Q(('urgency', ''), _negated=True), ('meeting__isnull', True), ('state__in', ('draft', 'withdrawn'))), models.Q(models.Q(('urgency', ''), _negated=True), ('meeting__isnull', True), ('opened_at__isnull', False)), _connector='OR'), name='governance_between_meetings_is_urgent'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('correction', ''), ('supersedes__isnull', True)), models.Q(models.Q(('correction', ''), _negated=True), ('supersedes__isnull', False)), _connector='OR'), name='governance_correction_says_why'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('confirmed', 'superseded'))), fields=('supersedes',), name='governance_superseded_once'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('noted_in__isnull', True), models.Q(('meeting__isnull', True), ('state__in', ('confirmed', 'superseded'))), _connector='OR'), name='governance_only_urgent_is_noted'),
        ),
        frozen_columns(DECISION, *FROZEN, free_while="OLD.state = 'draft'", refused=REFUSED),
        held_by(ATTENDANCE, DECISION, "decision_id", free_while="state = 'draft'"),
    ])
