import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from carp.migrating import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('actionplans', '0001_initial'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Pot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('money_type', models.CharField(choices=[('revenue', 'Revenue'), ('capital', 'Capital')], max_length=10)),
                ('financial_year', models.CharField(help_text='2024/25', max_length=7)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('budget_pence', models.BigIntegerField(default=0)),
                ('allocated_pence', models.BigIntegerField(default=0)),
                ('paid_pence', models.BigIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=carp.clock.now)),
            ],
            options={
                'ordering': ('-financial_year', 'pk'),
                'indexes': [models.Index(fields=['-financial_year', '-id'], name='funds_by_year')],
                'constraints': [models.UniqueConstraint(fields=('name', 'money_type', 'financial_year'), name='funds_pot_once'), models.CheckConstraint(condition=models.Q(('allocated_pence__gte', 0), ('allocated_pence__lte', models.F('budget_pence'))), name='funds_pot_not_overdrawn'), models.CheckConstraint(condition=models.Q(('paid_pence__gte', 0), ('paid_pence__lte', models.F('allocated_pence'))), name='funds_paid_within_allocated'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='funds_pot_life_in_order'), models.CheckConstraint(condition=models.Q(('money_type__in', ('revenue', 'capital'))), name='funds_known_money_type')],
            },
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('amount_pence', models.BigIntegerField()),
                ('paid_pence', models.BigIntegerField(default=0)),
                ('route', models.CharField(help_text='A route of the council pack (policy 11.3).', max_length=30)),
                ('outcome', models.CharField(max_length=300)),
                ('monitoring_on', models.DateField()),
                ('reasons', models.TextField()),
                ('alternatives', models.TextField()),
                ('status', models.CharField(choices=[('proposed', 'Proposed'), ('authorised', 'Authorised'), ('paid', 'Paid'), ('withdrawn', 'Withdrawn')], default='proposed', max_length=12)),
                ('proposed_at', models.DateTimeField(default=carp.clock.now)),
                ('authorised_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_reason', models.TextField(blank=True)),
                ('authorised_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='actionplans.needline')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(help_text='In force when proposed.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actionplans.planversion')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='funds.pot')),
            ],
            options={
                'ordering': ('-proposed_at', '-pk'),
                'indexes': [models.Index(fields=['-proposed_at', '-id'], name='funds_newest'), models.Index(fields=['pot', '-proposed_at', '-id'], name='funds_by_pot')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_pence__gt', 0)), name='funds_amount_positive'), models.CheckConstraint(condition=models.Q(('paid_pence__gte', 0), ('paid_pence__lte', models.F('amount_pence'))), name='funds_paid_within_allocation'), models.CheckConstraint(condition=models.Q(models.Q(('authorised_at__isnull', True), ('authorised_by__isnull', True)), models.Q(('authorised_at__isnull', False), ('authorised_by__isnull', False)), _connector='OR'), name='funds_authorised_pair'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('authorised', 'paid')), _negated=True), ('authorised_by__isnull', False), _connector='OR'), name='funds_authorised_has_its_person'), models.CheckConstraint(condition=models.Q(('authorised_by__isnull', True), models.Q(('authorised_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='funds_proposer_is_not_authoriser'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), models.Q(models.Q(('status', 'withdrawn'), _negated=True), ('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_reason', '')), _connector='OR'), name='funds_withdrawn_says_who_and_why'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('reasons', ''), _negated=True), models.Q(('alternatives', ''), _negated=True)), name='funds_has_outcome_and_reasons'), models.CheckConstraint(condition=models.Q(('status__in', ('proposed', 'authorised', 'paid', 'withdrawn'))), name='funds_known_status')],
            },
        ),
        migrations.CreateModel(
            name='NeedBalance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('approved_pence', models.BigIntegerField()),
                ('allocated_pence', models.BigIntegerField(default=0)),
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='balance', to='actionplans.needline')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('allocated_pence__gte', 0), ('allocated_pence__lte', models.F('approved_pence'))), name='funds_need_not_exceeded')],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_pence', models.BigIntegerField()),
                ('paid_on', models.DateField()),
                ('payee', models.CharField(max_length=160)),
                ('ledger_reference', models.CharField(help_text="In the council's finance system.", max_length=80)),
                ('recorded_at', models.DateTimeField(default=carp.clock.now)),
                ('allocation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='funds.allocation')),
                ('authorised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('ledger_reference',), name='funds_paid_once'), models.CheckConstraint(condition=models.Q(('amount_pence__gt', 0)), name='funds_payment_positive'), models.CheckConstraint(condition=models.Q(models.Q(('recorded_by', models.F('authorised_by')), _negated=True), models.Q(('recorded_by', models.F('proposed_by')), _negated=True), models.Q(('authorised_by', models.F('proposed_by')), _negated=True)), name='funds_three_people')],
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('budget', 'Budget'), ('allocate', 'Allocated'), ('release', 'Released'), ('pay', 'Paid')], max_length=10)),
                ('amount_pence', models.BigIntegerField()),
                ('at', models.DateTimeField(default=carp.clock.now)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('allocation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='funds.allocation')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='funds.pot')),
            ],
            options={
                'verbose_name_plural': 'ledger entries',
                'ordering': ('pk',),
                'indexes': [models.Index(fields=['pot', '-at', '-id'], name='funds_entries')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('allocation__isnull', True), ('kind', 'budget')), models.Q(('allocation__isnull', False), ('kind__in', ('allocate', 'release', 'pay'))), _connector='OR'), name='funds_entry_names_its_allocation'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'budget'), models.Q(('amount_pence', 0), _negated=True)), models.Q(models.Q(('kind', 'budget'), _negated=True), ('amount_pence__gt', 0)), _connector='OR'), name='funds_entry_amount')],
            },
        ),
    ])
