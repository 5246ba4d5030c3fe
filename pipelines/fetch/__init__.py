"""All network access: fetches URLs politely, within limits, and from private addresses only if allowed.

This file imports nothing, because every command imports the limits for the settings.
"""
