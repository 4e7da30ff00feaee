import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from carp.migrating import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('district', 'District'), ('ward', 'Ward'), ('parish', 'Parish'), ('lsoa', 'Small area (LSOA)')], max_length=10)),
                ('vintage', models.PositiveSmallIntegerField()),
                ('geometry', models.JSONField(default=dict)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='register.area')),
            ],
            options={
                'ordering': ('code',),
                'indexes': [models.Index(fields=['kind', 'code'], name='register_area_kind')],
                'constraints': [models.UniqueConstraint(fields=('code', 'vintage'), name='register_area_code_vintage'), models.CheckConstraint(condition=models.Q(('kind__in', ('district', 'ward', 'parish', 'lsoa'))), name='register_known_area_kind')],
            },
        ),
        migrations.CreateModel(
            name='Community',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('kind', models.CharField(choices=[('place', 'A place'), ('group', 'A group with a shared characteristic'), ('both', 'A group in a place')], max_length=10)),
                ('scale', models.CharField(blank=True, help_text='A scale of the council pack.', max_length=30)),
                ('status', models.CharField(choices=[('emerging', 'Emerging'), ('identified', 'Identified'), ('active', 'Active response'), ('stepped_down', 'Stepped down'), ('closed', 'Closed')], default='emerging', max_length=20)),
                ('streets', models.TextField(blank=True, help_text='Kept out of everything that is published.')),
                ('summary', models.TextField(blank=True)),
                ('what_works', models.TextField(blank=True, help_text='Positive work to build on (policy 1.3).')),
                ('identified_on', models.DateField(blank=True, null=True)),
                ('plan_due_on', models.DateField(blank=True, null=True)),
                ('next_review_on', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=carp.clock.now)),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('areas', models.ManyToManyField(blank=True, related_name='communities', to='register.area')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
                'indexes': [models.Index(fields=['-created_at', '-id'], name='register_newest'), models.Index(fields=['status', '-created_at', '-id'], name='register_by_status'), models.Index(fields=['name', 'id'], name='register_by_name')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status', 'emerging'), ('status', 'closed'), ('identified_on__isnull', False), _connector='OR'), name='register_identified_has_its_day'), models.CheckConstraint(condition=models.Q(('status__in', ('emerging', 'identified', 'active', 'stepped_down', 'closed'))), name='register_known_status'), models.CheckConstraint(condition=models.Q(('kind__in', ('place', 'group', 'both'))), name='register_known_kind')],
            },
        ),
        migrations.CreateModel(
            name='CommunityCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='categories', to='register.community')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('community', 'code'), name='register_category_once')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(help_text='A source of 5.2 in the council pack.', max_length=40)),
                ('title', models.CharField(max_length=160)),
                ('text', models.TextField()),
                ('link', models.URLField(blank=True, max_length=500)),
                ('dated', models.DateField(help_text='The day or the end of the period it speaks of.')),
                ('added_at', models.DateTimeField(default=carp.clock.now)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='register.community')),
            ],
            options={
                'verbose_name_plural': 'evidence',
                'ordering': ('-dated', '-pk'),
            },
        ),
    ])
