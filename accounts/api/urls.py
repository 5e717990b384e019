from django.urls import path

from accounts.api import views

urlpatterns = [
    path("auth/login", views.LogIn.as_view(), name="auth_login"),
    path("auth/refresh", views.Refresh.as_view(), name="auth_refresh"),
    path("auth/logout", views.LogOut.as_view(), name="auth_logout"),
    path("auth/me", views.WhoAmI.as_view(), name="auth_me"),
]
