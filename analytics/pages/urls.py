from django.urls import path

from analytics.pages import figures

urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/csv/", figures.download, name="figures_csv"),
    path("figures/calls/", figures.figures_of_calls, name="figures_calls"),
    path("figures/calls/csv/", figures.download_of_calls, name="figures_calls_csv"),
]
