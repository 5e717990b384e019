from django.db import migrations, models

#: customers, guests and attendees are written to; members have their bell besides
RULES = {
    "CALL_CONFIRMED": ["EMAIL"],
    "CALL_INVITED": ["EMAIL"],
    "CALL_MOVED": ["EMAIL"],
    "CALL_CANCELLED": ["EMAIL"],
    "CALL_REMINDER": ["EMAIL"],
    "CALL_MISSED": ["EMAIL"],
    "CALL_TIMES_PROPOSED": ["EMAIL"],
    "CALL_SURVEY": ["EMAIL"],
    "CALL_CODE": ["EMAIL"],
    "CALL_ASSIGNED": ["EMAIL"],
    "CALL_MOVED_FOR_TEAM": ["EMAIL"],
    "CALL_CANCELLED_FOR_TEAM": ["EMAIL"],
    "CALL_STARTS_SOON": ["EMAIL", "PUSH"],
    "CALL_ANSWER_WARNING": ["EMAIL", "PUSH"],
    "CALL_ANSWER_BREACH": ["EMAIL", "SMS", "PUSH"],
    "CALL_GIVEN_BACK": ["EMAIL"],
}


def ship(rule):
    for kind, channels in RULES.items():
        rule.objects.get_or_create(kind=kind, priority="", defaults={"channels": channels})


def add_rules(apps, schema_editor):
    ship(apps.get_model("notifications", "NotificationRule"))


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_deliveries_by_address")]
    operations = [
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('NEW_LEAD_ASSIGNED', 'New lead assigned'), ('SLA_WARNING', 'Deadline near'), ('SLA_BREACH', 'Deadline missed'), ('LEAD_ACTIVITY', 'Lead did something'), ('QUOTE_APPROVED', 'Quote approved'), ('PAYMENT_COMPLETED', 'Payment completed'), ('ESCALATION', 'Escalated to you'), ('CALLBACK_REMINDER', 'Callback soon'), ('CALL_CONFIRMED', 'Call confirmed'), ('CALL_INVITED', 'Invited to a call'), ('CALL_MOVED', 'Call moved'), ('CALL_CANCELLED', 'Call cancelled'), ('CALL_REMINDER', 'Call reminder'), ('CALL_MISSED', 'Call missed'), ('CALL_TIMES_PROPOSED', 'Times for a call proposed'), ('CALL_SURVEY', 'Question after a call'), ('CALL_CODE', 'Code for a guest'), ('CALL_ASSIGNED', 'Call assigned to you'), ('CALL_MOVED_FOR_TEAM', 'Your call was moved'), ('CALL_CANCELLED_FOR_TEAM', 'Your call was cancelled'), ('CALL_STARTS_SOON', 'Your call starts soon'), ('CALL_ANSWER_WARNING', 'Call request waits for an answer'), ('CALL_ANSWER_BREACH', 'Answer to a call request missed'), ('CALL_GIVEN_BACK', 'Call went to somebody else')], max_length=24),
        ),
        migrations.AlterField(
            model_name='notificationrule',
            name='kind',
            field=models.CharField(choices=[('NEW_LEAD_ASSIGNED', 'New lead assigned'), ('SLA_WARNING', 'Deadline near'), ('SLA_BREACH', 'Deadline missed'), ('LEAD_ACTIVITY', 'Lead did something'), ('QUOTE_APPROVED', 'Quote approved'), ('PAYMENT_COMPLETED', 'Payment completed'), ('ESCALATION', 'Escalated to you'), ('CALLBACK_REMINDER', 'Callback soon'), ('CALL_CONFIRMED', 'Call confirmed'), ('CALL_INVITED', 'Invited to a call'), ('CALL_MOVED', 'Call moved'), ('CALL_CANCELLED', 'Call cancelled'), ('CALL_REMINDER', 'Call reminder'), ('CALL_MISSED', 'Call missed'), ('CALL_TIMES_PROPOSED', 'Times for a call proposed'), ('CALL_SURVEY', 'Question after a call'), ('CALL_CODE', 'Code for a guest'), ('CALL_ASSIGNED', 'Call assigned to you'), ('CALL_MOVED_FOR_TEAM', 'Your call was moved'), ('CALL_CANCELLED_FOR_TEAM', 'Your call was cancelled'), ('CALL_STARTS_SOON', 'Your call starts soon'), ('CALL_ANSWER_WARNING', 'Call request waits for an answer'), ('CALL_ANSWER_BREACH', 'Answer to a call request missed'), ('CALL_GIVEN_BACK', 'Call went to somebody else')], max_length=24),
        ),
        migrations.RunPython(add_rules, migrations.RunPython.noop),
    ]
