"""What waits in plans, as lines of the day's digest. Found by ``carp.digest``."""

from actionplans.selectors.owed import what_is_owed
from carp.digest import lines

lines.add("actionplans.returns", what_is_owed)
