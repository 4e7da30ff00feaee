
from django.db import migrations, models
from carp.migrating import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = together([
        migrations.CreateModel(
            name='CouncilPack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=60)),
                ('content_hash', models.CharField(max_length=64, unique=True)),
                ('content', models.JSONField()),
                ('loaded_at', models.DateTimeField()),
                ('in_force', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['-loaded_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('in_force', True)), fields=('in_force',), name='council_one_pack_in_force')],
            },
        ),
        migrations.CreateModel(
            name='ReferenceCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(max_length=8)),
                ('year', models.PositiveSmallIntegerField()),
                ('last_number', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('prefix', 'year'), name='council_one_counter_per_prefix_and_year')],
            },
        ),
    ])
