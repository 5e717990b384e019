"""Calls: topics, requests, who takes them and when; invitations and private calendars."""
