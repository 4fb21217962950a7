"""The record of the public check comes to its end."""

from portal.edge.forgetting import forget_due


def forget_questions() -> int:
    """Delete the questions whose last day has passed; how many went."""
    return forget_due("patents_forget_questions")
