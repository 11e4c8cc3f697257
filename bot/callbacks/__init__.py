"""Typed callback data, a file for each part of the product. It only names things; who may do what
is checked in the services.
"""
