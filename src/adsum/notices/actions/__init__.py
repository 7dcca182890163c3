"""The only writers of letters and of what happens to them, one module for each stage of a letter."""

from adsum.notices.actions.afterwards import keep, record_sent, rescind
from adsum.notices.actions.batches import draft_all, issue_all
from adsum.notices.actions.drafts import draft
from adsum.notices.actions.issues import issue

__all__ = ["draft", "draft_all", "issue", "issue_all", "keep", "record_sent", "rescind"]
