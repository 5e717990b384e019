from django.urls import path

from analytics.pages import figures

urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/csv/", figures.download, name="figures_csv"),
]
