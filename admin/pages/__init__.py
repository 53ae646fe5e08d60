"""The pages of the console: plain functions of a request. Which path, and for whom: ``admin/routes.py``."""
