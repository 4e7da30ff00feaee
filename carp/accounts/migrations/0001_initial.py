import carp.clock
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models
from carp.migrating import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = together([
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(choices=[('service', 'Council service'), ('parish', 'Town or parish council'), ('police', 'Police'), ('health', 'Health'), ('housing', 'Housing provider'), ('voluntary', 'Voluntary or community group'), ('business', 'Business'), ('other', 'Other')], max_length=20)),
                ('agreement_reference', models.CharField(blank=True, max_length=80)),
                ('agreement_ends_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(max_length=120)),
                ('post', models.CharField(blank=True, help_text='Job title or office.', max_length=120)),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField(default=carp.clock.now)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='accounts.organisation')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='accounts_one_account_an_email')],
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('partner', 'Registered partner'), ('officer', 'Officer'), ('member', 'Elected member'), ('nominated_officer', 'Nominated officer'), ('service_manager', 'Service manager'), ('board_member', 'Board member'), ('board_secretary', 'Board secretary'), ('fund_manager', 'Fund manager'), ('report_editor', 'Report editor'), ('auditor', 'Auditor'), ('administrator', 'Administrator')], max_length=30)),
                ('granted_at', models.DateTimeField(default=carp.clock.now)),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants_made', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_grants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('user', 'role'), name='accounts_role_once'), models.CheckConstraint(condition=models.Q(('granted_by__isnull', True), models.Q(('granted_by', models.F('user')), _negated=True), _connector='OR'), name='accounts_nobody_grants_to_themselves'), models.CheckConstraint(condition=models.Q(('role__in', ['partner', 'officer', 'member', 'nominated_officer', 'service_manager', 'board_member', 'board_secretary', 'fund_manager', 'report_editor', 'auditor', 'administrator'])), name='accounts_known_role')],
            },
        ),
    ])
