"""The verbs of routing, in the order of a work item's life.

receive_lead        a business comes in; it may be one that is already here
welcome_back        it enquires again while it waits or is worked on
change_lead         what is known of it is corrected; upsert_lead: by the sender's own reference
escalate_lead       it was to serve itself, and needs a person
receive_merchant    a business is to be set up; change_merchant: what is known of it is corrected
record_progress     one of its steps begins, is done, or has to be done again
request_support     it needs help, and takes its place in the IC queue; score_support: how urgently
enqueue_work        it waits for a person, with a score and a clock
choose_member       the engine decides who fits best; the decision is stored
auto_assign_work    the winner gets it; let_engine_choose: because somebody asks
offer_work          somebody is asked first, for a while
assign_work         a person gives it to somebody, or claims it
change_owner        THE DOOR: every one of the above and below passes through it
log_contact         somebody reached the lead, or tried; the clock stops
record_activity     the lead did something on its way, and another system says so
tell_next_try       nobody answered so far; it is time to try again
plan_step           the owner promises something: by a time, or in the calendar
schedule_callback   the lead is promised a call
move_step           another time for it
release_work        it goes back in line with the wait it had
park_work, wake_work    it sleeps until a time, with a reason
close_work, reopen_work
finish_step         a step is done or off; all of them when their owner's part ends
pull_waiting        freed capacity takes the best waiting item at once
rescore_work        waiting makes it more pressing
run_clock           a deadline is near, or missed
pass_on_breach      nobody reacted to a missed deadline: the next on duty hears of it
reoffer_work        it was missed, and its owner has not even tried: somebody else gets it
tell_ae             another system has something to say about a lead
hand_back_work      somebody can do no work any more: what they have goes back in line
recover_work        what a race left with somebody gone comes back by itself
retire_member       a member leaves: their open work is handed back first
change_policy       work is matched by other steps from now on
preview_policy      whom other steps would choose; nothing is stored
drop_policy         a team goes by the policy of all teams again
prepare_batch, start_batch, run_batch, cancel_batch     long work, row by row, with progress
reassign_leads, auto_assign_leads       such work with leads that are here
"""
