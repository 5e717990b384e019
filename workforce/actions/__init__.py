"""What can be done with staff and their time, in the order of their lives.

set_capacity, set_accepts_new            how much, and whether at all
set_presence, touch_presence, expire_presence
take_place, take_extra_place, free_place  part of a larger verb: they emit nothing
set_working_hours, set_hours_override, remove_hours_override, add_time_off, remove_time_off, set_country
add_blackout_day, remove_blackout_day, save_shift, remove_shift, plan_rota
hold_slot, confirm_hold, book, move_booking, advance_booking, cancel_booking, release_overdue_holds
connect_calendar, disconnect_calendar, claim_reading, settle_reading, read_again
switch_off, reinstate                    leaving and coming back; handing the work over is routing's verb
"""

from workforce.actions.add_blackout_day import add_blackout_day, remove_blackout_day
from workforce.actions.add_time_off import add_time_off, remove_time_off
from workforce.actions.advance_booking import advance_booking
from workforce.actions.book import book
from workforce.actions.cancel_booking import cancel_booking
from workforce.actions.claim_reading import claim_reading, read_again
from workforce.actions.confirm_hold import confirm_hold
from workforce.actions.connect_calendar import connect_calendar, disconnect_calendar
from workforce.actions.expire_presence import expire_presence
from workforce.actions.free_place import free_place
from workforce.actions.hold_slot import hold_slot
from workforce.actions.move_booking import move_booking
from workforce.actions.plan_rota import plan_rota
from workforce.actions.reinstate import reinstate
from workforce.actions.release_overdue_holds import release_overdue_holds
from workforce.actions.save_shift import remove_shift, save_shift
from workforce.actions.set_accepts_new import set_accepts_new
from workforce.actions.set_capacity import set_capacity
from workforce.actions.set_country import set_country
from workforce.actions.set_hours_override import remove_hours_override, set_hours_override
from workforce.actions.set_presence import set_presence
from workforce.actions.set_working_hours import set_working_hours
from workforce.actions.settle_reading import settle_reading
from workforce.actions.switch_off import switch_off
from workforce.actions.take_place import take_extra_place, take_place
from workforce.actions.touch_presence import touch_presence

__all__ = [
    "add_blackout_day",
    "add_time_off",
    "advance_booking",
    "book",
    "cancel_booking",
    "claim_reading",
    "confirm_hold",
    "connect_calendar",
    "disconnect_calendar",
    "expire_presence",
    "free_place",
    "hold_slot",
    "move_booking",
    "plan_rota",
    "read_again",
    "reinstate",
    "release_overdue_holds",
    "remove_blackout_day",
    "remove_hours_override",
    "remove_shift",
    "remove_time_off",
    "save_shift",
    "set_accepts_new",
    "set_capacity",
    "set_country",
    "set_hours_override",
    "set_presence",
    "set_working_hours",
    "settle_reading",
    "switch_off",
    "take_extra_place",
    "take_place",
    "touch_presence",
]
