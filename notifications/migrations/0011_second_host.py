from django.db import migrations, models

#: as everything that is told to consultants
RULES = {"SESSION_HOST_LEFT": ["EMAIL", "PUSH"]}


def ship(rule):
    for kind, channels in RULES.items():
        rule.objects.get_or_create(kind=kind, priority="", defaults={"channels": channels})


def add_rules(apps, schema_editor):
    ship(apps.get_model("notifications", "NotificationRule"))


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0010_sessions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('NEW_LEAD_ASSIGNED', 'New lead assigned'), ('SLA_WARNING', 'Deadline near'), ('SLA_BREACH', 'Deadline missed'), ('LEAD_ACTIVITY', 'Lead did something'), ('QUOTE_APPROVED', 'Quote approved'), ('PAYMENT_COMPLETED', 'Payment completed'), ('ESCALATION', 'Escalated to you'), ('CALLBACK_REMINDER', 'Callback soon'), ('CALL_CONFIRMED', 'Call confirmed'), ('CALL_INVITED', 'Invited to a call'), ('CALL_MOVED', 'Call moved'), ('CALL_CANCELLED', 'Call cancelled'), ('CALL_REMINDER', 'Call reminder'), ('CALL_MISSED', 'Call missed'), ('CALL_TIMES_PROPOSED', 'Times for a call proposed'), ('CALL_SURVEY', 'Question after a call'), ('CALL_CODE', 'Code for a guest'), ('CALL_ASSIGNED', 'Call assigned to you'), ('CALL_MOVED_FOR_TEAM', 'Your call was moved'), ('CALL_CANCELLED_FOR_TEAM', 'Your call was cancelled'), ('CALL_STARTS_SOON', 'Your call starts soon'), ('CALL_ANSWER_WARNING', 'Call request waits for an answer'), ('CALL_ANSWER_BREACH', 'Answer to a call request missed'), ('CALL_GIVEN_BACK', 'Call went to somebody else'), ('CALENDAR_UNREADABLE', 'Own calendar cannot be read'), ('SESSION_SCHEDULED', 'Session scheduled'), ('SESSION_MOVED', 'Session moved'), ('SESSION_CANCELLED', 'Session cancelled'), ('SESSION_REMINDER', 'Session reminder'), ('SESSION_MISSED', 'Session missed'), ('SESSION_LINK', 'Link to join a session'), ('SESSION_SURVEY', 'Question after a session'), ('MERCHANT_ASSIGNED', 'Merchant assigned to you'), ('SESSION_BOOKED', 'Session booked for you'), ('SESSION_MOVED_FOR_TEAM', 'Your session was moved'), ('SESSION_CALLED_OFF', 'Your session was called off'), ('SESSION_STARTS_SOON', 'Your session starts soon'), ('SESSION_HOST_LEFT', 'Second host cannot come')], max_length=24),
        ),
        migrations.AlterField(
            model_name='notificationrule',
            name='kind',
            field=models.CharField(choices=[('NEW_LEAD_ASSIGNED', 'New lead assigned'), ('SLA_WARNING', 'Deadline near'), ('SLA_BREACH', 'Deadline missed'), ('LEAD_ACTIVITY', 'Lead did something'), ('QUOTE_APPROVED', 'Quote approved'), ('PAYMENT_COMPLETED', 'Payment completed'), ('ESCALATION', 'Escalated to you'), ('CALLBACK_REMINDER', 'Callback soon'), ('CALL_CONFIRMED', 'Call confirmed'), ('CALL_INVITED', 'Invited to a call'), ('CALL_MOVED', 'Call moved'), ('CALL_CANCELLED', 'Call cancelled'), ('CALL_REMINDER', 'Call reminder'), ('CALL_MISSED', 'Call missed'), ('CALL_TIMES_PROPOSED', 'Times for a call proposed'), ('CALL_SURVEY', 'Question after a call'), ('CALL_CODE', 'Code for a guest'), ('CALL_ASSIGNED', 'Call assigned to you'), ('CALL_MOVED_FOR_TEAM', 'Your call was moved'), ('CALL_CANCELLED_FOR_TEAM', 'Your call was cancelled'), ('CALL_STARTS_SOON', 'Your call starts soon'), ('CALL_ANSWER_WARNING', 'Call request waits for an answer'), ('CALL_ANSWER_BREACH', 'Answer to a call request missed'), ('CALL_GIVEN_BACK', 'Call went to somebody else'), ('CALENDAR_UNREADABLE', 'Own calendar cannot be read'), ('SESSION_SCHEDULED', 'Session scheduled'), ('SESSION_MOVED', 'Session moved'), ('SESSION_CANCELLED', 'Session cancelled'), ('SESSION_REMINDER', 'Session reminder'), ('SESSION_MISSED', 'Session missed'), ('SESSION_LINK', 'Link to join a session'), ('SESSION_SURVEY', 'Question after a session'), ('MERCHANT_ASSIGNED', 'Merchant assigned to you'), ('SESSION_BOOKED', 'Session booked for you'), ('SESSION_MOVED_FOR_TEAM', 'Your session was moved'), ('SESSION_CALLED_OFF', 'Your session was called off'), ('SESSION_STARTS_SOON', 'Your session starts soon'), ('SESSION_HOST_LEFT', 'Second host cannot come')], max_length=24),
        ),
        migrations.RunPython(add_rules, migrations.RunPython.noop),
    ]
