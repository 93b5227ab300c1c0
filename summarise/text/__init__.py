"""What can be read off a text without a model: sentences, words, numbers, dates, names, polarity.

Not a stage: the stages share it. Everything here is a pure function of its arguments.
"""
