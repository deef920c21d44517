"""What stands on the desks when every page is looked at: a document in each state, a delegation, a declared day, a key."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from congvu.accounts.actions.systems import register_system
from congvu.accounts.samples import Cast
from congvu.administration.actions import bring_list
from congvu.administration.importing.running import check
from congvu.administration.models import UploadedList
from congvu.api.actions import subscribe
from congvu.api.models import Subscription
from congvu.directory.actions import delegate
from congvu.directory.models import PostHolding
from congvu.documents import samples
from congvu.documents.actions import handling, registry
from congvu.documents.loading import load_document_types
from congvu.documents.models import DocumentType, IncomingDocument
from congvu.files.models import StoredFile
from congvu.files.samples import official_pdf
from congvu.files.store import keep
from congvu.notifications.models import ReminderRule
from congvu.notifications.moves import tell_of_moves
from congvu.notifications.seed import load_ladder
from congvu.records.deadlines import take_changes
from congvu.workdays.actions import declare_day
from congvu.workdays.models import CalendarChange, CalendarYear, DayKind

PASSWORD = "một câu mật khẩu để nhìn các trang"


@dataclass
class Stage:
    """The documents by what waits, and what else the addresses of pages name."""

    documents: dict[str, IncomingDocument]
    holding: PostHolding
    declared: date
    key: Authenticator
    year: int
    busy: PostHolding
    list: UploadedList
    change: CalendarChange
    rung: ReminderRule
    webhook: Subscription
    system: str
    kind: DocumentType


def set_stage(cast: Cast) -> Stage:
    at = timezone.now()
    documents = documents_of(cast, at)
    today = timezone.localdate(at)
    leader = cast.leader.actor(at)
    delegate(leader.person, receiver=cast.vice_chairman.person, from_on=today, to_on=today + timedelta(days=5),
             reason="Đi công tác nước ngoài", at=at, by=leader)  # fmt: skip
    declared = date(today.year, 12, 26)
    year = CalendarYear.objects.get(year=today.year)
    declare_day(year, day=declared, kind=DayKind.MAKE_UP, name="Ngày làm bù", source="12345/TB-BNV",
                at=at, by=cast.administrator.actor(at))  # fmt: skip
    load_document_types()
    load_ladder()
    take_changes(at)
    tell_of_moves(at)
    inspector = cast.inspector
    inspector.set_password(PASSWORD)
    inspector.save()
    TOTP.activate(inspector, generate_totp_secret())
    RecoveryCodes.activate(inspector)
    key = Authenticator.objects.create(
        user=inspector,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Khóa ở cơ quan", "credential": credential()},
    )
    holding = PostHolding.objects.get(person=cast.second_officer.person)
    busy = PostHolding.objects.get(person=cast.officer.person)
    change, rung = CalendarChange.objects.latest("pk"), ReminderRule.objects.filter(act="", urgency="").latest("pk")
    return Stage(
        documents,
        holding,
        declared,
        key,
        today.year,
        busy,
        a_list(cast, at),
        change,
        rung,
        a_webhook(cast, at),
        a_system(cast, at),
        DocumentType.objects.valid_on(today).order_by("rank", "pk")[0],
    )


def a_system(cast: Cast, at: datetime) -> str:
    """Another system that may ask people to sign in with their account here."""
    back, scopes = "https://example.org/back", ["profile", "posts"]
    by = cast.administrator.actor(at)
    return str(register_system("Cổng khác", redirect_uris=[back], scopes=scopes, at=at, by=by)[0].pk)


def a_webhook(cast: Cast, at: datetime) -> Subscription:
    values = {"name": "Báo cáo", "url": "https://example.org/hook", "events_wanted": []}
    return subscribe(cast.clerk, **values, at=at, by=cast.administrator.actor(at))[0]


def a_list(cast: Cast, at: datetime) -> UploadedList:
    """A list of people, with a line of every sort."""
    code = cast.office.current_code(timezone.localdate(at))
    lines = ["staff_number;full_name;body;unit;title;role;from_on",
             f"CB-90;Lê Thị Mới;{code};KTTH;Chuyên viên;officer;1/1/2026",
             f"CB-91;;{code};KTTH;Chuyên viên;officer;1/1/2026",
             "CB-92;Lê Văn Sai;X99;KTTH;Chuyên viên;officer;32/1/2026"]  # fmt: skip
    by = cast.administrator.actor(at)
    kept = bring_list("people", name="nhan-su.csv", content="\n".join(lines).encode(), at=at, by=by)
    check(kept.pk)
    return kept


def credential() -> dict[str, object]:
    """What a browser answers when a passkey is made, with a key of its own and no attestation."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(Aaguid.NONE, secrets.token_bytes(16), public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(sha256(b"127.0.0.1"), flags, 0, made)
    said = CollectedClientData.create(CollectedClientData.TYPE.CREATE, secrets.token_bytes(32), "http://127.0.0.1")
    response = {"clientDataJSON": said, "attestationObject": AttestationObject.create("none", data, {})}
    key = websafe_encode(made.credential_id)
    return {
        "id": key,
        "rawId": key,
        "type": "public-key",
        "response": {name: websafe_encode(value) for name, value in response.items()},
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def documents_of(cast: Cast, at: datetime) -> dict[str, IncomingDocument]:
    """One document in each state."""
    clerk, leader, head = cast.clerk.actor(at), cast.leader.actor(at), cast.head.actor(at)
    officer, other_head = cast.officer.actor(at), cast.other_head.actor(at)
    office, ktth, cn = cast.office, cast.department, cast.other_department
    given = {"leader": leader, "lead": ktth, "at": at, "by": clerk}
    worked = {**given, "head": head, "officer": officer.person}

    def a_file() -> list[tuple[str, StoredFile]]:
        return [("5521-BXD-KHTC.pdf", keep(official_pdf(), name="5521-BXD-KHTC.pdf", at=at, by=None))]

    handled = samples.assigned(office, **worked)
    handled = handling.finish(handled, result="Đã trả lời.", answered_by="7816/VPCP-KTTH", at=at, by=officer)
    filed = samples.assigned(office, **worked)
    filed = handling.finish(filed, result="Đã trả lời.", at=at, by=officer)
    contributing = samples.instructed(office, contributing=(cn,), **given)
    contributing = handling.assign(contributing, officer=other_head.person, at=at, by=other_head)
    returned = samples.received(office, at=at, by=clerk)
    return {
        "received": samples.received(office, files=a_file(), at=at, by=clerk),
        "registered": samples.registered(office, files=a_file(), at=at, by=clerk),
        "presented": samples.presented(office, to=leader.person, files=a_file(), at=at, by=clerk, urgency="immediate"),
        "instructed": samples.instructed(office, **given),
        "assigned": samples.assigned(office, **worked),
        "contributing": contributing,
        "handled": handled,
        "filed": handling.file(filed, dossier="01.KTTH", at=at, by=officer),
        "returned": registry.return_to_sender(returned, because="Gửi nhầm.", at=at, by=clerk),
    }
