"""What is true of messages whoever asks. Pure: standard library and chassis.kernel.

occurrence → occasions → delivery    what happened → which messages it takes → what becomes of each
dates                                how instants are written in messages
"""
