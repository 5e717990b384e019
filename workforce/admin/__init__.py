from workforce.admin import bookings, calendar, calendars, staff, teams

__all__ = ["bookings", "calendar", "calendars", "staff", "teams"]
