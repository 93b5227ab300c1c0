"""When jobs run: due times, the daemon, and what has other schedulers start them."""

from summarise.schedule.due import last_due, next_due

__all__ = ["last_due", "next_due"]
