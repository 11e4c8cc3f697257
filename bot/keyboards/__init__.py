"""Inline keyboards, a file for each part of the product: labels from `locales/`, typed data from
`bot.callbacks.basic`.
"""
