"""How jobs are watched: their health, metrics for Prometheus, and pings."""
