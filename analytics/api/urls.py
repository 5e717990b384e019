from django.urls import path

from analytics.api import sales

urlpatterns = [path("analytics/sales", sales.SalesFigures.as_view(), name="api-analytics-sales")]
