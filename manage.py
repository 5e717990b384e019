#!/usr/bin/env python
"""Run a management command. `bin/manage` does the same with the database and Redis running."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    if "migrate" in sys.argv[1:2]:
        os.environ["STATEMENT_TIMEOUT_MS"] = "0"  # an index over a million rows takes longer than a request may
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
