"""What a run does around a call: each is a backend that holds a backend."""
