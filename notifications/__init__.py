"""Telling people, once: messages, rules, deliveries, carriers, the bell."""
