"""What the demonstration plugs in: its cast, for the sign-in page."""

from congvu.core import stores
from congvu.demo.cast import CAST

for player in CAST:
    stores.demo_cast.add(player.username, stores.DemoRole(player.username, player.shows))
