from rest_framework import serializers

from core.api.serializers import StrictSerializer


class Credentials(StrictSerializer):
    email = serializers.CharField(max_length=254, help_text="The email of the login.")
    password = serializers.CharField(max_length=1024, trim_whitespace=False, help_text="The password of the login.")


class RefreshToken(StrictSerializer):
    refresh = serializers.CharField(max_length=4096, help_text="The refresh token of the last answer; good once.")


class TokenPair(StrictSerializer):
    access = serializers.CharField(help_text="Send it as `Authorization: Bearer …`; good for 5 minutes.")
    refresh = serializers.CharField(help_text="Exchange it for two new tokens; good once, for 8 hours.")


class Me(StrictSerializer):
    id = serializers.CharField(help_text="`staff_…`, `user_…` or, for an API key, `key_…`.")
    kind = serializers.ChoiceField(["staff", "customer", "user", "api_key"])
    name = serializers.CharField()
    email = serializers.CharField(allow_null=True)
    roles = serializers.ListField(child=serializers.CharField())
    scopes = serializers.ListField(child=serializers.CharField())
    company_id = serializers.CharField(allow_null=True, help_text="The company whose data the caller is held to.")
    language = serializers.CharField(allow_null=True)
    timezone = serializers.CharField(allow_null=True)
