"""Businesses that might buy: names, sizes and people that read like real ones. Addresses and numbers reach nobody."""

import random
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

#: category → what such businesses are called; {} is a place or a family
CATEGORIES: dict[str, tuple[str, ...]] = {
    "RESTAURANT": ("{} Kitchen", "{} Grill House", "The {} Table", "{} Trattoria", "Taquería {}", "{} Noodle Bar"),
    "CAFE": ("{} Coffee Roasters", "Café {}", "{} Espresso Bar"),
    "BAKERY": ("{} Bakery", "Boulangerie {}", "{} & Daughters Bread"),
    "BAR": ("The {} Tap", "{} Wine Bar", "{} Brewing Company"),
    "FOOD_TRUCK": ("{} Street Tacos", "{} Rolling Smokehouse"),
    "GROCERY": ("{} Market", "{} Greengrocers", "Mercado {}"),
    "RETAIL": ("{} Outfitters", "{} Home Goods", "{} Toys", "{} Shoe Company", "{} Cycles"),
    "BOOKSTORE": ("{} Books", "The {} Reading Room"),
    "FLORIST": ("{} Flowers", "{} Garden Studio"),
    "PET_CARE": ("{} Pet Supply", "{} Dog Grooming"),
    "SALON": ("Salon {}", "{} Barber Shop", "{} Nail Studio"),
    "FITNESS": ("{} Fitness", "{} Yoga", "{} Climbing"),
    "CLINIC": ("{} Dental", "{} Physiotherapy", "{} Optical"),
    "HOTEL": ("Hotel {}", "The {} Inn"),
    "AUTO_REPAIR": ("{} Auto Service", "{} Tire & Brake"),
}
PLACES = (
    "Harbor", "Maple Street", "Riverside", "Juniper", "Oak Park", "Mission", "Lakeview", "Sunset", "Copper Hill",
    "Bayside", "Willow", "Canyon", "Orchard", "Magnolia", "Beacon Hill", "Blue Heron", "Pine Ridge", "Marigold",
    "Union Square", "Eastgate", "Cedar", "Old Mill", "Sycamore", "Fox Hollow", "Silver Lake", "Larkspur", "Northgate",
    "Alvarez", "Bianchi", "Castellano", "Delgado", "Eriksen", "Fontaine", "Gallagher", "Hoang", "Ibarra", "Kowalski",
    "Lombardi", "Mancini", "Nakamura", "O'Brien", "Papadakis", "Quintero", "Rossi", "Santiago", "Tran", "Vasquez",
)  # fmt: skip
FIRST = {
    "en": ("James", "Olivia", "Noah", "Emma", "Liam", "Ava", "Ethan", "Mia", "Daniel", "Chloe", "Aaron", "Grace",
           "Kevin", "Naomi", "Peter", "Ruth", "Wei", "Anika", "Samuel", "Tessa"),
    "es": ("Carlos", "María", "Javier", "Lucía", "Mateo", "Elena", "Rafael", "Carmen"),
    "fr": ("Antoine", "Camille", "Luc", "Élodie", "Mathieu", "Sylvie"),
}  # fmt: skip
LAST = {
    "en": ("Walker", "Nguyen", "Patel", "Brooks", "Kim", "Sullivan", "Reyes", "Foster", "Bennett", "Coleman", "Hughes",
           "Ortiz", "Murphy", "Singh", "Park", "Fisher", "Graham", "Wagner", "Osei", "Novak"),
    "es": ("García", "Martínez", "López", "Romero", "Navarro", "Castillo", "Ramos", "Vega"),
    "fr": ("Lefèvre", "Girard", "Bonnet", "Mercier", "Lambert", "Roche"),
}  # fmt: skip
#: region → area code of the number, or the start of one that its country keeps for films
NUMBERS = {
    "CA": "+1415555", "US": "+1312555", "NY": "+1212555", "TX": "+1512555", "FL": "+1305555",
    "UK": "+4420794609", "FR": "+3319900",
}  # fmt: skip
LANGUAGES = {"FR": ("fr",), "MX": ("es",), "ES": ("es",), "CA": ("en", "en", "en", "es"), "TX": ("en", "en", "es")}
#: a lead of the south comes from one of these; California's go north
SOUTH = ("US", "US", "US", "US", "NY", "NY", "TX", "FL", "UK", "FR", "MX", "ES")
CHANNELS = (
    ("WEBSITE", "spring-pos", "google"), ("WEBSITE", "brand", "google"), ("WEBSITE", "", ""),
    ("PAID_ADS", "switch-and-save", "facebook"), ("PAID_ADS", "multi-site", "linkedin"),
    ("REFERRAL", "refer-a-merchant", ""), ("REFERRAL", "", ""), ("PARTNER", "accountants", ""),
    ("TRADE_SHOW", "restaurant-show", ""), ("OUTBOUND", "winback", ""),
)  # fmt: skip
#: cohort → revenue a year, locations, value of the quote
SIZES = {
    "MANAGED": ((2_000_000, 14_000_000), (4, 40), (30_000, 180_000)),
    "ASSISTED": ((180_000, 1_900_000), (3, 6), (6_000, 36_000)),
    "SELF_SERVE": ((60_000, 450_000), (1, 2), (900, 5_000)),
}


class Businesses:
    """An endless row of businesses, each with another name. The same seed brings the same ones."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._names = self._fresh_names()
        self._number = 0

    def next(self, cohort: str, region: str) -> dict[str, Any]:
        """The facts of one enquiry, as receive_lead takes them; the cohort follows from the size."""
        chance = self._chance
        self._number += 1
        name, category = next(self._names)
        language = chance.choice(LANGUAGES.get(region, ("en",)))
        first = chance.choice(FIRST[language])
        contact = f"{first} {chance.choice(LAST[language])}"
        domain = f"{_plain(name)}.example"
        phone = f"{NUMBERS[region]}{self._number % 1000 + 100:04d}" if region in NUMBERS else ""
        revenues, locations, values = SIZES[cohort]
        channel, campaign, utm = chance.choice(CHANNELS)
        step = chance.choice((1, 2, 2, 3, 3, 4, 5, 5, 6))
        return {
            "external_id": f"crm-{41000 + self._number}",
            "email": f"{_plain(first)}@{domain}",
            "business_name": name,
            "business_category": category,
            "contact_name": contact,
            "contact_phone": phone[:13],
            "contact_email": f"{_plain(contact)}@{domain}",
            "preferred_contact_method": chance.choice(("PHONE", "PHONE", "EMAIL", "SMS")) if phone else "EMAIL",
            "annual_revenue": round(chance.randint(*revenues), -4),
            "number_of_locations": chance.randint(*locations),
            "region": region,
            "cohort": cohort,
            "current_step": step,
            "kyb_status": "PENDING" if step == 3 else "APPROVED" if step > 3 else "",
            "quote_value_estimate": round(chance.randint(*values), -2),
            "channel": channel,
            "campaign_id": campaign,
            "utm_source": utm,
            "language": language,
        }

    def _fresh_names(self) -> Iterator[tuple[str, str]]:
        every = [
            (form.format(place), category)
            for category, forms in CATEGORIES.items()
            for form in forms
            for place in PLACES
        ]
        self._chance.shuffle(every)
        yield from every


def _plain(text: str) -> str:
    """Letters that an address can hold: "Café O'Brien" → "cafe-obrien"."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower().replace("'", "")).strip("-")
