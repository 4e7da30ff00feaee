import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from carp.migrating import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('council', '0002_guards'),
        ('governance', '0002_guards'),
        ('register', '0001_initial'),
    ]

    operations = together([
        migrations.CreateModel(
            name='TriggerReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('receipt_hash', models.CharField(max_length=64, null=True, unique=True)),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('channel', models.CharField(choices=[('inside', 'Signed in'), ('outside', 'Public page')], max_length=10)),
                ('reporter_kind', models.CharField(choices=[('member', 'Elected member'), ('officer', 'Council officer'), ('partner', 'Partner organisation'), ('resident', 'Resident'), ('unsaid', 'Not said')], max_length=20)),
                ('received_at', models.DateTimeField(default=carp.clock.now)),
                ('status', models.CharField(choices=[('received', 'Received'), ('under_review', 'Under review'), ('awaiting_information', 'Awaiting information'), ('assessed', 'Assessed'), ('outcome_agreed', 'Outcome agreed'), ('redirected', 'Redirected'), ('closed', 'Closed')], default='received', max_length=24)),
                ('is_open', models.GeneratedField(db_persist=True, expression=models.Case(models.When(status__in=('received', 'under_review', 'awaiting_information', 'assessed'), then=True), default=False), output_field=models.BooleanField())),
                ('community_kind', models.CharField(choices=[('place', 'A place'), ('group', 'A group with a shared characteristic'), ('both', 'A group in a place')], max_length=10)),
                ('where', models.CharField(blank=True, help_text="Place in the reporter's words.", max_length=200)),
                ('what', models.TextField()),
                ('since', models.CharField(blank=True, max_length=100)),
                ('trend', models.CharField(max_length=30)),
                ('extent', models.CharField(blank=True, max_length=30)),
                ('people_affected', models.PositiveIntegerField(blank=True, null=True)),
                ('urgency', models.CharField(max_length=30)),
                ('being_done', models.TextField(blank=True)),
                ('what_works', models.TextField(blank=True)),
                ('evidence_link', models.URLField(blank=True, max_length=500)),
                ('immediate_danger', models.BooleanField(default=False)),
                ('assess_due_on', models.DateField(help_text="By the council's service level for the urgency.")),
                ('assessed_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('close_reason', models.CharField(blank=True, max_length=40)),
                ('feedback', models.TextField(blank=True, help_text='What the reporter is told of the outcome.')),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('area', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='register.area')),
                ('assigned_to', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='trigger_reports', to='register.community')),
                ('council_pack', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.councilpack')),
                ('submitted_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='trigger_reports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-received_at', '-pk'),
                'indexes': [models.Index(fields=['-received_at', '-id'], name='triggers_newest'), models.Index(fields=['assess_due_on', 'id'], name='triggers_by_due'), models.Index(fields=['status', '-received_at', '-id'], name='triggers_by_status'), models.Index(fields=['area', '-received_at', '-id'], name='triggers_by_area'), models.Index(fields=['area', 'status', '-received_at', '-id'], name='triggers_by_area_status'), models.Index(fields=['community', '-received_at', '-id'], name='triggers_of_community'), models.Index(fields=['submitted_by', '-received_at', '-id'], name='triggers_own'), models.Index(condition=models.Q(('is_open', True)), fields=['-received_at', '-id', 'status', 'assess_due_on', 'assigned_to'], name='triggers_open'), models.Index(condition=models.Q(('is_open', True)), fields=['assess_due_on', 'id'], name='triggers_waiting'), models.Index(condition=models.Q(('is_open', True)), fields=['assigned_to', '-received_at', '-id'], name='triggers_open_by_officer'), models.Index(fields=['closed_at'], name='triggers_closed')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ('received', 'under_review', 'awaiting_information', 'assessed', 'outcome_agreed', 'redirected', 'closed'))), name='triggers_known_status'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('assessed', 'outcome_agreed')), _negated=True), ('assessed_at__isnull', False), _connector='OR'), name='triggers_assessed_has_its_time'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('status__in', ('closed', 'redirected')), models.Q(('close_reason', ''), _negated=True)), models.Q(models.Q(('status__in', ('closed', 'redirected')), _negated=True), ('close_reason', ''), ('closed_at__isnull', True), ('closed_by__isnull', True)), _connector='OR'), name='triggers_closed_says_who_and_why'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'outside'), ('submitted_by__isnull', True)), models.Q(('channel', 'inside'), ('submitted_by__isnull', False)), _connector='OR'), name='triggers_inside_has_its_reporter'), models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='triggers_what_is_said')],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matrix', models.CharField(max_length=30)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('completed', 'Completed'), ('superseded', 'Superseded')], default='draft', max_length=12)),
                ('created_at', models.DateTimeField(default=carp.clock.now)),
                ('completed_at', models.DateTimeField(null=True)),
                ('what_works', models.TextField(blank=True, help_text='Positive work to build on (policy 1.3).')),
                ('gaps', models.TextField(blank=True, help_text='What is not known.')),
                ('confidence', models.CharField(blank=True, help_text='low, medium or high.', max_length=10)),
                ('score', models.PositiveSmallIntegerField(null=True)),
                ('band', models.CharField(blank=True, max_length=30)),
                ('no_action_score', models.PositiveSmallIntegerField(null=True)),
                ('no_action_band', models.CharField(blank=True, max_length=30)),
                ('suggested_routes', models.JSONField(default=list)),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to=settings.AUTH_USER_MODEL)),
                ('council_pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.councilpack')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='triggers.triggerreport')),
            ],
            options={
                'ordering': ('-pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('report',), name='triggers_one_draft_a_report'), models.UniqueConstraint(condition=models.Q(('state', 'completed')), fields=('report',), name='triggers_one_assessment_in_force'), models.CheckConstraint(condition=models.Q(models.Q(('completed_at__isnull', True), ('state', 'draft')), models.Q(('completed_at__isnull', False), ('no_action_score__isnull', False), ('score__isnull', False), ('state__in', ('completed', 'superseded')), models.Q(('band', ''), _negated=True), models.Q(('no_action_band', ''), _negated=True), models.Q(('confidence', ''), _negated=True)), _connector='OR'), name='triggers_completed_assessment_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='SubmissionBucket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('hour', models.DateTimeField()),
                ('used', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('key', 'hour'), name='triggers_one_bucket_an_hour')],
            },
        ),
        migrations.CreateModel(
            name='TriggerCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='categories', to='triggers.triggerreport')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('report', 'code'), name='triggers_category_once')],
            },
        ),
        migrations.CreateModel(
            name='ReporterContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=120)),
                ('organisation', models.CharField(blank=True, max_length=160)),
                ('method', models.CharField(choices=[('email', 'E-mail'), ('telephone', 'Telephone'), ('none', 'Please do not contact me')], max_length=10)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('telephone', models.CharField(blank=True, max_length=40)),
                ('safe_note', models.CharField(blank=True, max_length=200)),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contact', to='triggers.triggerreport')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('method', 'none'), models.Q(('method', 'email'), models.Q(('email', ''), _negated=True)), models.Q(('method', 'telephone'), models.Q(('telephone', ''), _negated=True)), _connector='OR'), name='triggers_contact_can_be_used')],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(help_text='A route of the council pack.', max_length=30)),
                ('state', models.CharField(choices=[('raised', 'Raised'), ('on_agenda', 'On an agenda'), ('considered', 'Considered'), ('withdrawn', 'Withdrawn')], default='raised', max_length=12)),
                ('reason', models.TextField(blank=True, help_text='Why, where the suggestion was not followed.')),
                ('watch_until', models.DateField(blank=True, null=True)),
                ('done', models.TextField(blank=True, help_text='What the service managers did.')),
                ('raised_at', models.DateTimeField(default=carp.clock.now)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='triggers.assessment')),
                ('decision', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.decision')),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.group')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.meeting')),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service_managers', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='triggers.triggerreport')),
            ],
            options={
                'ordering': ('pk',),
                'indexes': [models.Index(condition=models.Q(('state__in', ('raised', 'on_agenda'))), fields=['group', 'raised_at', 'id'], name='triggers_waiting_for_board')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('raised', 'on_agenda'))), fields=('report', 'route'), name='triggers_route_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'considered'), _negated=True), ('group__isnull', True), ('decision__isnull', False), _connector='OR'), name='triggers_considered_by_a_group_has_decision'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'on_agenda'), _negated=True), ('meeting__isnull', False), _connector='OR'), name='triggers_on_agenda_has_meeting')],
            },
        ),
        migrations.CreateModel(
            name='InformationRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_of', models.CharField(max_length=160)),
                ('question', models.TextField()),
                ('due_on', models.DateField()),
                ('asked_at', models.DateTimeField(default=carp.clock.now)),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='information_requests', to='triggers.triggerreport')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='triggers_answer_has_its_time')],
            },
        ),
        migrations.CreateModel(
            name='TriggerSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='triggers.triggerreport')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('report', 'code'), name='triggers_source_once')],
            },
        ),
        migrations.CreateModel(
            name='RiskLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('description', models.CharField(blank=True, max_length=300)),
                ('likelihood', models.PositiveSmallIntegerField(null=True)),
                ('impact_people', models.PositiveSmallIntegerField(null=True)),
                ('impact_community', models.PositiveSmallIntegerField(null=True)),
                ('no_action_likelihood', models.PositiveSmallIntegerField(null=True)),
                ('no_action_impact_people', models.PositiveSmallIntegerField(null=True)),
                ('no_action_impact_community', models.PositiveSmallIntegerField(null=True)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='triggers.assessment')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('impact_community__range', (1, 6)), ('impact_people__range', (1, 6)), ('likelihood__range', (1, 6)), ('no_action_impact_community__range', (1, 6)), ('no_action_impact_people__range', (1, 6)), ('no_action_likelihood__range', (1, 6))), name='triggers_levels_on_a_matrix')],
            },
        ),
    ])
