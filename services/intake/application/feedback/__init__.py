"""What one can ask about feedback (phản ánh, kiến nghị).

SubmitFeedback       anybody online; receptionist: paper, phone, survey     feedback.received
ClassifyFeedback     control team: A to D                                   feedback.classified
ForwardFeedback      control team: to the competent body                    feedback.forwarded
AssessFeedback       handling unit, control team                            –
AnswerFeedback       handling unit, control team                            feedback.answered
PublishFeedback      control team                                           feedback.published
RateFeedback         sender, signed in or by code and secret                feedback.rated
CloseFeedback        control team                                           –
GetFeedback, ListFeedback            whoever may see it
FollowFeedback, ListPublished        everybody: by code and secret; what is published
"""
