from django.urls import path

from analytics.api import figures

urlpatterns = [
    path("analytics/sales", figures.SalesFigures.as_view(), name="api-analytics-sales"),
    path("analytics/calls", figures.CallFigures.as_view(), name="api-analytics-calls"),
]
