from django.urls import path

from routing.api import activity, batches, bulk, escalation, leads, next_steps, promises, queue, telling, work

urlpatterns = [
    path("leads", leads.Leads.as_view(), name="api-leads"),
    path("leads/external/<path:external_id>", leads.ExternalLead.as_view(), name="api-lead-external"),
    path("leads/bulk", bulk.BulkLeads.as_view(), name="api-leads-bulk"),
    path("leads/<str:lead_id>", leads.OneLead.as_view(), name="api-lead"),
    path("leads/<str:lead_id>/events", activity.LeadEvents.as_view(), name="api-lead-events"),
    path("queues/ae", queue.AeQueue.as_view(), name="api-ae-queue"),
    path("queues/ae/auto-assign", batches.AutoAssignAll.as_view(), name="api-auto-assign-all"),
    path("batches", batches.Batches.as_view(), name="api-batches"),
    path("batches/<str:batch_id>", batches.OneBatch.as_view(), name="api-batch"),
    path("batches/<str:batch_id>/rows", batches.BatchRows.as_view(), name="api-batch-rows"),
    path("batches/<str:batch_id>/cancel", batches.CancelBatch.as_view(), name="api-batch-cancel"),
    path("queues/ae/<str:lead_id>/assign", work.AssignLead.as_view(), name="api-lead-assign"),
    path("queues/ae/<str:lead_id>/auto-assign", work.AutoAssignLead.as_view(), name="api-lead-auto-assign"),
    path("queues/ae/<str:lead_id>/escalate", escalation.EscalateLead.as_view(), name="api-lead-escalate"),
    path("queues/ae/<str:lead_id>/release", work.ReleaseLead.as_view(), name="api-lead-release"),
    path("queues/ae/<str:lead_id>/communication", work.LogContact.as_view(), name="api-lead-communication"),
    path("queues/ae/<str:lead_id>/callback", promises.ScheduleCallback.as_view(), name="api-lead-callback"),
    path("queues/ae/<str:lead_id>/park", promises.ParkLead.as_view(), name="api-lead-park"),
    path("queues/ae/<str:lead_id>/reopen", promises.ReopenLead.as_view(), name="api-lead-reopen"),
    path("actions", next_steps.Actions.as_view(), name="api-actions"),
    path("actions/<str:action_id>", next_steps.ChangeAction.as_view(), name="api-action"),
    path("notifications/ae", telling.NotifyAe.as_view(), name="api-notify-ae"),
    path("decisions/<str:decision_id>", work.OneDecision.as_view(), name="api-decision"),
]
