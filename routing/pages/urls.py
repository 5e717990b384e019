from django.urls import path

from routing.pages import decisions, lead, policies, promises, queue, retire, work

urlpatterns = [
    path("queue/", queue.queue, name="ae_queue"),
    path("leads/<str:lead_id>/", lead.lead, name="lead"),
    path("leads/<str:lead_id>/panel/", lead.lead_panel, name="lead_panel"),
    path("leads/<str:lead_id>/claim/", work.claim, name="lead_claim"),
    path("leads/<str:lead_id>/assign/", work.assign, name="lead_assign"),
    path("leads/<str:lead_id>/release/", work.release, name="lead_release"),
    path("leads/<str:lead_id>/log/", work.log, name="lead_log"),
    path("leads/<str:lead_id>/callback/", promises.callback, name="lead_callback"),
    path("leads/<str:lead_id>/park/", work.park, name="lead_park"),
    path("leads/<str:lead_id>/reopen/", work.reopen, name="lead_reopen"),
    path("actions/", promises.actions, name="my_actions"),
    path("actions/<str:action_id>/done/", promises.step_done, name="step_done"),
    path("actions/<str:action_id>/off/", promises.step_off, name="step_off"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<str:decision_id>/", decisions.decision, name="decision"),
    path("policies/", policies.policies, name="policies"),
    path("policies/<str:queue>/", policies.policy, name="policy"),
    path("policies/<str:queue>/versions/", policies.versions, name="policy_versions"),
    path("policies/<str:queue>/restore/", policies.restore, name="policy_restore"),
    path("policies/<str:queue>/<str:team_id>/", policies.policy, name="policy"),
    path("policies/<str:queue>/<str:team_id>/versions/", policies.versions, name="policy_versions"),
    path("policies/<str:queue>/<str:team_id>/restore/", policies.restore, name="policy_restore"),
    path("policies/<str:queue>/<str:team_id>/drop/", policies.drop, name="policy_drop"),
    path("team/<str:staff_id>/retire/", retire.retire, name="retire_member"),
]
