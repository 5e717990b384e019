from django.urls import path

from accounts.api import views

urlpatterns = [
    path("login", views.LogIn.as_view(), name="auth_login"),
    path("refresh", views.Refresh.as_view(), name="auth_refresh"),
    path("logout", views.LogOut.as_view(), name="auth_logout"),
    path("me", views.WhoAmI.as_view(), name="auth_me"),
]
