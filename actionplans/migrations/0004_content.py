"""Outcomes, resources, equality records and aims; plans under an umbrella plan."""

import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from carp.migrating import together


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('actionplans', '0003_versions'),
        ('council', '0002_guards'),
        ('governance', '0002_guards'),
        ('register', '0001_initial'),
    ]

    operations = together([
        migrations.CreateModel(
            name='EqualityRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('characteristic', models.CharField(help_text="Of the law's nine or the council pack.", max_length=30)),
                ('effect', models.CharField(blank=True, choices=[('positive', 'Positive'), ('neutral', 'Neutral'), ('negative', 'Negative')], max_length=10)),
                ('evidence', models.CharField(blank=True, help_text='Who, and how we know.', max_length=500)),
                ('mitigation', models.CharField(blank=True, help_text='What is done about it.', max_length=500)),
                ('updated_at', models.DateTimeField(default=carp.clock.now)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='equality', to='actionplans.plan')),
                ('updated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('plan', 'characteristic'), name='actionplans_characteristic_once'), models.CheckConstraint(condition=models.Q(('effect__in', ('', 'positive', 'neutral', 'negative'))), name='actionplans_known_effect')],
            },
        ),
        migrations.CreateModel(
            name='FrameworkLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('framework', models.CharField(max_length=30)),
                ('item', models.CharField(max_length=30)),
                ('framework_name', models.TextField()),
                ('theme_label', models.TextField()),
                ('item_label', models.TextField()),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='framework_links', to='actionplans.plan')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('plan', 'framework', 'item'), name='actionplans_linked_once')],
            },
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(max_length=300)),
                ('measure', models.CharField(help_text='What is counted or asked.', max_length=300)),
                ('baseline', models.CharField(blank=True, help_text='How it is, and since when.', max_length=200)),
                ('target', models.CharField(blank=True, max_length=200)),
                ('monitored', models.CharField(help_text='How it is monitored, and by whom.', max_length=300)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='actionplans.plan')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('measure', ''), _negated=True), models.Q(('monitored', ''), _negated=True)), name='actionplans_outcome_is_measured')],
            },
        ),
        migrations.CreateModel(
            name='ResourceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standing', models.CharField(choices=[('have', 'We have it'), ('need', 'We need it'), ('partner', 'A partner gives it')], max_length=10)),
                ('kind', models.CharField(help_text='A resource kind of the council pack.', max_length=30)),
                ('resource', models.CharField(max_length=300)),
                ('organisation', models.CharField(help_text='Whose it is, or is to be.', max_length=160)),
                ('amount', models.CharField(blank=True, help_text='In words: a day a week.', max_length=120)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resources', to='actionplans.plan')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('standing__in', ('have', 'need', 'partner'))), name='actionplans_known_standing'), models.CheckConstraint(condition=models.Q(models.Q(('resource', ''), _negated=True), models.Q(('organisation', ''), _negated=True)), name='actionplans_resource_is_somebodys')],
            },
        ),
        migrations.AddField(
            model_name='plan',
            name='theme',
            field=models.CharField(blank=True, help_text='A theme of the umbrella.', max_length=30),
        ),
        migrations.AddField(
            model_name='plan',
            name='umbrella',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='themed_plans', to='actionplans.plan'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('theme', ''), ('umbrella__isnull', True)), models.Q(('umbrella__isnull', False), models.Q(('theme', ''), _negated=True)), _connector='OR'), name='actionplans_theme_of_an_umbrella'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True), ('umbrella__isnull', False)), fields=('umbrella', 'theme'), name='actionplans_one_open_plan_a_theme'),
        ),
    ])
