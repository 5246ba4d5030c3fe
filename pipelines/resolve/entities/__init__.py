"""Entities: which names of an article mean the same person, organization or place, and which public one."""
