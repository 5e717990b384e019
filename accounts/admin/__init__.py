from accounts.admin import keys, logins, outside, people

__all__ = ["keys", "logins", "outside", "people"]
