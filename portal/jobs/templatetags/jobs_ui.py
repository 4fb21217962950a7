from typing import Any

from django import template

from portal.jobs.models import Job
from portal.jobs.registry import words_of

register = template.Library()


@register.inclusion_tag("jobs/progress.html", takes_context=True)
def job_progress(context: dict[str, Any], job: Job) -> dict[str, Any]:
    """How far long work is: a bar and numbers, brought up to date by a script, or by the link when scripts are off."""
    return {"job": job, "request": context.get("request")}


@register.filter
def how_far(job: Job) -> str:
    return words_of(job)
