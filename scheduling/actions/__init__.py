"""The verbs of scheduling, in the order of a call's life.

hold_call_slot, release_hold    a time is kept while the form is filled in
request_call        a customer wants to talk: at a chosen time, or when the team proposes one
claim_call          a member takes a request that waits
propose_times       the member offers times, which are kept
pick_time           the customer takes one of them
confirm_call        a time was agreed in talking
change_call         what was said about the call is corrected
reschedule_call     another time, and the same number
hand_over_call      another member
cover_call          another member, whom the engine chooses; keep_after_release: when its own has gone
keep_after_silence  no proposed time was taken: an answer is owed again
cancel_call         it does not take place
start_call, auto_start, complete_call, conclude_call, miss_call    the hour of the call
rate_call           how it was, says the customer
change_topic        what calls can be about, who takes them and when

create_feed, rotate_feed, change_feed, revoke_feed    one's own calendar, read from outside by a private address
start_draft, save_step              the wizard: answers, one question after the other
hold_draft_time, release_draft_time a time is chosen in it
send_code, check_code               a guest proves an address
submit_draft, drop_draft, forget_drafts the draft becomes a call, or nothing

schedule_session    a merchant gets a consultant's time
want_meeting, settle_meetings       the link to join: what is wanted, and telling the provider
move_session        another time; change_hands: another consultant
add_second_host, remove_second_host     a colleague joins it, or does not any more
let_hosts_off       a second host cannot join: it goes on without
cover_session       its consultant cannot hold it: a colleague, or nobody
follow_contact      its merchant has another address
start_session, complete_session     the session itself
cancel_session, miss_session        it is off, or nobody came
confirm_session, move_own_session, cancel_own_session, rate_session, book_again, ask_again
                    the merchant's own, by the links of mails
"""

from scheduling.actions.answer_request import claim_call, confirm_call, pick_time, propose_times
from scheduling.actions.book_again import ask_again, book_again
from scheduling.actions.cancel_call import cancel_call
from scheduling.actions.cancel_session import cancel_session, miss_session
from scheduling.actions.change_call import change_call, rate_call
from scheduling.actions.change_feed import change_feed
from scheduling.actions.change_own_session import cancel_own_session, move_own_session
from scheduling.actions.change_second_host import add_second_host, remove_second_host
from scheduling.actions.change_topic import change_topic
from scheduling.actions.check_code import check_code
from scheduling.actions.confirm_session import confirm_session
from scheduling.actions.cover_call import cover_call, keep_after_release, keep_after_silence
from scheduling.actions.create_feed import create_feed
from scheduling.actions.drop_draft import drop_draft
from scheduling.actions.forget_drafts import forget_drafts
from scheduling.actions.hand_over_call import hand_over_call
from scheduling.actions.hold_call_slot import hold_call_slot, release_hold
from scheduling.actions.hold_draft_time import hold_draft_time, release_draft_time
from scheduling.actions.hold_session import complete_session, start_session
from scheduling.actions.hold_talk import auto_start, complete_call, conclude_call, miss_call, start_call
from scheduling.actions.let_hosts_off import let_hosts_off
from scheduling.actions.move_session import move_session
from scheduling.actions.rate_session import rate_session
from scheduling.actions.request_call import request_call
from scheduling.actions.reschedule_call import reschedule_call
from scheduling.actions.revoke_feed import revoke_feed
from scheduling.actions.rotate_feed import rotate_feed
from scheduling.actions.save_step import save_step
from scheduling.actions.schedule_session import schedule_session
from scheduling.actions.send_code import send_code
from scheduling.actions.settle_meetings import settle_meetings
from scheduling.actions.start_draft import start_draft
from scheduling.actions.submit_draft import submit_draft

__all__ = [
    "add_second_host",
    "ask_again",
    "auto_start",
    "book_again",
    "cancel_call",
    "cancel_own_session",
    "cancel_session",
    "change_call",
    "change_feed",
    "change_topic",
    "check_code",
    "claim_call",
    "complete_call",
    "complete_session",
    "conclude_call",
    "confirm_call",
    "confirm_session",
    "cover_call",
    "create_feed",
    "drop_draft",
    "forget_drafts",
    "hand_over_call",
    "hold_call_slot",
    "hold_draft_time",
    "keep_after_release",
    "keep_after_silence",
    "let_hosts_off",
    "miss_call",
    "miss_session",
    "move_own_session",
    "move_session",
    "pick_time",
    "propose_times",
    "rate_call",
    "rate_session",
    "release_draft_time",
    "release_hold",
    "remove_second_host",
    "request_call",
    "reschedule_call",
    "revoke_feed",
    "rotate_feed",
    "save_step",
    "schedule_session",
    "send_code",
    "settle_meetings",
    "start_call",
    "start_draft",
    "start_session",
    "submit_draft",
]
