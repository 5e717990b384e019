"""What calls ship with: numbers, topics, how soon requests are answered. All but the numbers editable."""

from datetime import timedelta

from django.db import migrations

from core.ids import new_id

TOPICS = [
    (
        "NEW_SERVICES",
        "You want to add a service, or hear what else we can do for you.",
        "Quiere añadir un servicio o saber qué más podemos hacer por usted.",
        "Vous souhaitez ajouter un service, ou savoir ce que nous pouvons encore faire pour vous.",
    ),
    (
        "ACCOUNT_SUPPORT",
        "Your account, your people, your settings.",
        "Su cuenta, su equipo, su configuración.",
        "Votre compte, votre équipe, vos réglages.",
    ),
    (
        "TECHNICAL_ISSUES",
        "Something does not work as it should.",
        "Algo no funciona como debería.",
        "Quelque chose ne fonctionne pas comme il faut.",
    ),
    (
        "BILLING",
        "An invoice, a payment, a price.",
        "Una factura, un pago, un precio.",
        "Une facture, un paiement, un prix.",
    ),
    (
        "GENERAL_INQUIRY",
        "Anything about working with us.",
        "Cualquier cosa sobre trabajar con nosotros.",
        "Tout ce qui concerne notre collaboration.",
    ),
    (
        "OTHER",
        "None of these: tell us in your own words.",
        "Nada de lo anterior: cuéntenoslo con sus palabras.",
        "Rien de tout cela : dites-le avec vos mots.",
    ),
]
#: in the team's working time
ANSWERS = {"URGENT": 2, "THIS_WEEK": 8, "WITHIN_2_WEEKS": 16, "FLEXIBLE": 40}


def ship(apps, schema_editor):
    topic = apps.get_model("scheduling", "Topic")
    topic.objects.bulk_create(
        topic(id=new_id(), code=code, position=position, description=english, description_es=spanish, description_fr=french)
        for position, (code, english, spanish, french) in enumerate(TOPICS, start=1)
    )
    target = apps.get_model("scheduling", "AnswerTarget")
    target.objects.bulk_create(target(urgency=urgency, target=timedelta(hours=hours)) for urgency, hours in ANSWERS.items())


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_initial"), ("routing", "0016_calls")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE scheduling_call_number", "DROP SEQUENCE scheduling_call_number"),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
