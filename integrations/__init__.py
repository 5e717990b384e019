"""Outside systems: a package each, with its client, its receiver and a faithful local stand-in.

Nothing outside a package knows the provider's names. What an app needs from outside it declares in its ports.py.
"""
