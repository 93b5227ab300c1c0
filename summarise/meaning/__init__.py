"""How close two texts are: in meaning (encoders), in words (rarity), and both together.

Not a stage: dedupe, group, write and verify share it.
"""
