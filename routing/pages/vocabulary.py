"""Codes that leads carry as free text, by the name people know them under. A code that is not here is humanised."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

#: labels of the close reasons that Switchboard ships with; what an admin adds or changes is shown as written
SHIPPED_REASONS = (
    gettext_noop("too expensive"),
    gettext_noop("chose a competitor"),
    gettext_noop("no budget"),
    gettext_noop("not now"),
    gettext_noop("never answered"),
    gettext_noop("something is missing"),
    gettext_noop("another reason"),
    gettext_noop("not a fit"),
    gettext_noop("wrong contact details"),
    gettext_noop("out of business"),
    gettext_noop("duplicate"),
    gettext_noop("spam"),
    gettext_noop("test entry"),
)

KNOWN = {
    "RESTAURANT": pgettext_lazy("kind of business", "Restaurant"),
    "CAFE": pgettext_lazy("kind of business", "Café"),
    "BAKERY": pgettext_lazy("kind of business", "Bakery"),
    "BAR": pgettext_lazy("kind of business", "Bar"),
    "FOOD_TRUCK": pgettext_lazy("kind of business", "Food truck"),
    "GROCERY": pgettext_lazy("kind of business", "Grocery"),
    "RETAIL": pgettext_lazy("kind of business", "Retail"),
    "BOOKSTORE": pgettext_lazy("kind of business", "Bookstore"),
    "FLORIST": pgettext_lazy("kind of business", "Florist"),
    "PET_CARE": pgettext_lazy("kind of business", "Pet care"),
    "SALON": pgettext_lazy("kind of business", "Salon"),
    "FITNESS": pgettext_lazy("kind of business", "Fitness"),
    "CLINIC": pgettext_lazy("kind of business", "Clinic"),
    "HOTEL": pgettext_lazy("kind of business", "Hotel"),
    "AUTO_REPAIR": pgettext_lazy("kind of business", "Auto repair"),
    "WEBSITE": pgettext_lazy("where a lead came from", "Website"),
    "PAID_ADS": pgettext_lazy("where a lead came from", "Paid ads"),
    "REFERRAL": pgettext_lazy("where a lead came from", "Referral"),
    "PARTNER": pgettext_lazy("where a lead came from", "Partner"),
    "TRADE_SHOW": pgettext_lazy("where a lead came from", "Trade show"),
    "OUTBOUND": pgettext_lazy("where a lead came from", "Outbound"),
    "API": pgettext_lazy("where a lead came from", "API"),
    # fields that a repeated enquiry can fill
    "contact_name": _("Contact name"),
    "contact_phone": _("Contact phone"),
    "contact_email": _("Contact email"),
    "preferred_contact_method": _("Preferred contact method"),
    "annual_revenue": _("Annual revenue"),
    "number_of_locations": _("Number of locations"),
    "business_category": _("Business category"),
    "quote_value_estimate": _("Quote value estimate"),
    "language": _("Language"),
    "region": _("Region"),
}
