"""Admin pages whose buttons call this app's verbs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from unfold.admin import ModelAdmin

from core.errors import DomainError


class ActingAdmin(ModelAdmin):
    """Saving calls an action; what the action refuses is shown on the page, and nothing has changed."""

    list_per_page = 50
    show_full_result_count = False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        try:
            answer: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as refused:
            self.message_user(request, sentence(refused), messages.ERROR)
            return redirect(request.path)
        return answer

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """For actions: whoever may change these rows."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")


def sentence(refused: DomainError) -> str:
    texts = [str(text) for texts in refused.details.values() if isinstance(texts, list) for text in texts]
    return " ".join(texts) or refused.message
