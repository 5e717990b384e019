"""`{% load form_key %}{% form_key %}` inside a form: sent twice, it acts once."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.web.pages import KEY_FIELD, new_form_key

register = template.Library()


@register.simple_tag
def form_key() -> SafeString:
    return format_html('<input type="hidden" name="{}" value="{}">', KEY_FIELD, new_form_key())
