"""Files: sent in first, through the same inspection as on the pages, then named where a document is received or finished."""

from typing import Annotated, Any

from django.core import signing
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _
from ninja import File, Path, Query, Router, Schema, Status, UploadedFile

from congvu.accounts.models import Scope
from congvu.api.bearer import Bearer
from congvu.api.idempotency import once
from congvu.api.problems import DETAILS, Problem
from congvu.api.shapes import Handle, Queried
from congvu.core.errors import Refused
from congvu.documents.models import IncomingDocument
from congvu.files import store
from congvu.files.models import StoredFile
from congvu.files.names import clean_name
from congvu.files.serving import serve
from congvu.records.models import Attachment

router = Router(tags=["files"])
SALT = "congvu.api.files"
KEPT_FOR = 24 * 3600  # seconds until a file that no document has named may no longer be named


class FileOut(Schema):
    """A file that was kept. `reference` names it for a day in requests of the same account, and nowhere else."""

    reference: str
    name: str
    sha256: str
    size: int
    media_type: str
    pages: int | None


@router.post(
    "/files",
    response={201: FileOut},
    auth=Bearer(Scope.FILES_WRITE),
    operation_id="send_file",
    summary="Send in a file",
)
@once
def send(request: Any, file: File[UploadedFile]) -> Status[FileOut]:
    """One file as multipart/form-data, in the part `file`. It is looked into like any file that comes in: what is hostile,
    locked, damaged or bears a secrecy mark is refused with the reason (409) and nothing of it is kept."""
    if not request.actor.seats:
        raise Refused
    name = clean_name(file.name or "")
    kept = store.keep(file, name=name, at=request.now, by=request.actor)
    reference = signing.dumps([kept.pk, name, request.actor.user.pk], salt=SALT)
    return Status(
        201,
        FileOut(
            reference=reference,
            name=name,
            sha256=kept.sha256,
            size=kept.size,
            media_type=kept.media_type,
            pages=kept.pages,
        ),
    )


class DownloadAsked(Queried):
    """`inline=true` lets a browser show PDF and pictures."""

    inline: bool = False


@router.get(
    "/incoming/{handle}/files/{attachment}",
    auth=Bearer(Scope.DOCUMENTS_READ),
    operation_id="get_file",
    url_name="get_file",
    summary="A file of a document",
    openapi_extra={"x-binary": True},
)
def download(
    request: Any,
    handle: Annotated[Handle, Path()],
    attachment: Annotated[Handle, Path()],
    asked: Annotated[DownloadAsked, Query()],
) -> HttpResponseBase:
    """The bits of a file of a document one may read. Answers to If-None-Match and to one Range; the ETag is the SHA-256."""
    document = IncomingDocument.objects.visible_to(request.actor).filter(handle=handle).only("pk").first()
    if document is None:
        raise Http404
    found = Attachment.objects.select_related("file").filter(record_id=document.pk, handle=attachment).first()
    if found is None:
        raise Http404
    return serve(request, found.file, name=found.name, inline=asked.inline)


def named_files(request: Any, references: list[str], pointer: str) -> list[tuple[str, StoredFile]]:
    """The files that references in a body name, each with its name. Raises Problem for one that is not the account's, or old."""
    pairs = [_of_reference(request, text, f"{pointer}/{place}") for place, text in enumerate(references)]
    files = store.without_words([pk for pk, _name in pairs]) if pairs else {}
    gone = next((place for place, (pk, _name) in enumerate(pairs) if pk not in files), None)
    if gone is not None:
        raise _unknown_file(f"{pointer}/{gone}")
    return [(name, files[pk]) for pk, name in pairs]


def _of_reference(request: Any, text: str, pointer: str) -> tuple[int, str]:
    try:
        pk, name, owner = signing.loads(text, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature as error:
        raise _unknown_file(pointer) from error
    if owner != request.actor.user.pk:
        raise _unknown_file(pointer)
    return pk, name


def _unknown_file(pointer: str) -> Problem:
    said = _("This names no file you have sent in within a day. Send it in again.")
    return Problem(422, "not-valid", DETAILS[422], errors=[{"pointer": pointer, "detail": said}])
