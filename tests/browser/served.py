"""The application as the browser tests are served it: with static files, which no server in front of it gives out."""

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler

from config.asgi import application as switchboard

with_files = ASGIStaticFilesHandler(switchboard)


async def application(scope, receive, send):
    answer = with_files if scope["type"] == "http" else switchboard
    await answer(scope, receive, send)
