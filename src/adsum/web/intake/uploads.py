"""A file that is too large is stopped while it comes in, before anything of it is kept (M14)."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from adsum.interop.limits import DEFAULT_LIMITS

FORM_BYTES = 1024 * 1024  # what a form says beside its file


def is_too_large(request: HttpRequest, *, limit: int = DEFAULT_LIMITS.upload_bytes) -> bool:
    """Whether the request says that it brings more than may come."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return announced.isdigit() and int(announced) > limit + FORM_BYTES


class Quota(FileUploadHandler):
    """Counts what comes, and stops when it is more than the limit, whatever was announced."""

    def __init__(self, request: HttpRequest, *, limit: int = DEFAULT_LIMITS.upload_bytes) -> None:
        super().__init__(request)
        self.limit, self.received, self.is_exceeded = limit, 0, False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > self.limit:
            self.is_exceeded = True
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None  # the next handler makes the file
