from workforce.admin import bookings, calendar, staff, teams

__all__ = ["bookings", "calendar", "staff", "teams"]
