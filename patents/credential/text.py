"""The text of the code: the same for everything that the portal signs (`portal.signing.code_text`)."""

from portal.signing.code_text import MAX_BYTES, MAX_CHARS, to_message, to_text

__all__ = ["MAX_BYTES", "MAX_CHARS", "to_message", "to_text"]
