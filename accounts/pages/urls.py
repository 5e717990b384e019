from django.urls import path

from accounts.pages import login, profile

urlpatterns = [
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("password/reset/", login.password_reset, name="password_reset"),
    path("password/reset/sent/", login.password_reset_done, name="password_reset_done"),
    path("password/reset/<str:user_id>/<str:token>/", login.password_reset_confirm, name="password_reset_confirm"),
    path("profile/", profile.profile, name="profile"),
    path("profile/password/", profile.password, name="profile_password"),
    path("profile/logins/<str:login_id>/end/", profile.end_own_login, name="profile_end_login"),
]
