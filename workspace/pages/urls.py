from django.urls import path

from workspace.pages import home, journey, presence, search, team, wall

urlpatterns = [
    path("", home.home, name="home"),
    path("wall/", wall.wall, name="wall"),
    path("team/", team.team, name="team"),
    path("team/<str:staff_id>/accepts-new/", team.accepts_new, name="accepts_new"),
    path("search/", search.search, name="search"),
    path("presence/", presence.switch, name="presence"),
    path("journeys/<uuid:journey_id>/", journey.journey, name="journey"),
    path("history/<str:kind>/<str:subject_id>/", journey.history, name="history"),
]
