import django.db.models.deletion
from django.db import migrations, models

FILL = """
UPDATE routing_decision SET team_id = item.team_id
FROM routing_workitem item WHERE item.id = routing_decision.work_item_id;
SET CONSTRAINTS ALL IMMEDIATE
"""


class Migration(migrations.Migration):

    dependencies = [
        ('routing', '0005_policy_clocks'),
        ('workforce', '0002_periodic_jobs'),
    ]

    operations = [
        migrations.AddField(
            model_name='decision',
            name='engine',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='decision',
            name='team',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.team'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='decision',
            name='team',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.team'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='winner',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='won_decisions', to='workforce.staff'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['team', 'id'], name='decision_of_team'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['winner', 'id'], name='decision_of_winner'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['kind', 'id'], name='decision_of_kind'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(condition=models.Q(('overflowed', True)), fields=['id'], name='decision_overflowed'),
        ),
    ]
