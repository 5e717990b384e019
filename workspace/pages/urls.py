from django.urls import path

from workspace.pages import home, journey, presence, search

urlpatterns = [
    path("", home.home, name="home"),
    path("overview/", home.overview, name="overview"),
    path("search/", search.search, name="search"),
    path("presence/", presence.switch, name="presence"),
    path("journeys/<uuid:journey_id>/", journey.journey, name="journey"),
    path("history/<str:kind>/<str:subject_id>/", journey.history, name="history"),
]
