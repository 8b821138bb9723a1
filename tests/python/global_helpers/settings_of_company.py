"""What this company has instead of the defaults."""

import settings_defaults

PORTS = settings_defaults.PORTS + [8443]
