"""The record of the public check of permits comes to its end."""

from portal.edge.forgetting import forget_due


def forget_questions() -> int:
    """Delete the questions whose last day has passed; how many went."""
    return forget_due("permits_forget_questions")
