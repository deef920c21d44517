"""The table of actions on documents: who may take each, on what, and who near them may not."""

from congvu.accounts.actors import Actor
from congvu.directory.models import Unit
from congvu.documents import samples, stamps
from congvu.documents.actions import handling, intake, registry
from congvu.documents.intake import drop
from congvu.documents.models import Channel, IncomingDocument
from congvu.files.store import keep
from congvu.records import links
from tests.architecture.attempts import Attempt, attempt, trying
from tests.architecture.stage import Stage

NOT_THE_REGISTRY = "officer head leader inspector administrator agency_user"
NOT_THE_LEADER = "clerk head officer vice_chairman inspector administrator"
NOT_THE_HEAD = "clerk officer other_head leader inspector administrator"
NOT_THE_OFFICER = "clerk second_officer head other_head leader inspector administrator"
WHY = "Có lý do ghi lại."


def clerk(stage: Stage) -> Actor:
    return stage.actor("clerk")


def received(stage: Stage) -> IncomingDocument:
    return samples.received(stage.people.office, at=stage.now, by=clerk(stage))


def with_a_file(stage: Stage) -> IncomingDocument:
    kept = keep("Báo cáo quý IV.\n".encode(), name="bao-cao.txt", at=stage.now, by=clerk(stage))
    return samples.received(stage.people.office, files=[("bao-cao.txt", kept)], at=stage.now, by=clerk(stage))


def registered(stage: Stage) -> IncomingDocument:
    return samples.registered(stage.people.office, at=stage.now, by=clerk(stage))


def presented(stage: Stage) -> IncomingDocument:
    return samples.presented(stage.people.office, to=stage.people.leader.person, at=stage.now, by=clerk(stage))


def passed_to_unit(stage: Stage) -> IncomingDocument:
    return registry.present(registered(stage), to=stage.people.department, at=stage.now, by=clerk(stage))


def instructed(stage: Stage, *contributing: Unit) -> IncomingDocument:
    return samples.instructed(
        stage.people.office,
        leader=stage.actor("leader"),
        lead=stage.people.department,
        contributing=contributing,
        at=stage.now,
        by=clerk(stage),
    )


def assigned(stage: Stage, *contributing: Unit) -> IncomingDocument:
    document = instructed(stage, *contributing)
    return handling.assign(document, officer=stage.people.officer.person, at=stage.now, by=stage.actor("head"))


def handled(stage: Stage) -> IncomingDocument:
    return handling.finish(assigned(stage), result="Đã trả lời.", at=stage.now, by=stage.actor("officer"))


# -- the registry -----------------------------------------------------------------------------------------------------
@trying(registry.receive, by="clerk", not_by=NOT_THE_REGISTRY)
def a_paper_that_comes_in(stage: Stage) -> Attempt:
    return attempt(stage.people.office, files=[], channel=Channel.PAPER, title="V/v báo cáo quý IV")


@trying(registry.enter, by="clerk", not_by=NOT_THE_REGISTRY)
def a_paper_of_which_everything_is_known(stage: Stage) -> Attempt:
    entered = samples.particulars()
    return attempt(registry.arrival(stage.people.office, particulars=entered, channel=Channel.PAPER, at=stage.now))


@trying(intake.take_in, by=None, not_by="clerk leader administrator")
def a_mail_that_came_by_itself(stage: Stage) -> Attempt:
    return attempt(stage.people.office, files=[], channel=Channel.EMAIL, title="V/v báo cáo", source="vanthu/INBOX")


@trying(intake.read_anew, by=None, not_by="clerk leader administrator")
def a_scan_that_was_read_meanwhile(stage: Stage) -> Attempt:
    return attempt(with_a_file(stage))


@trying(intake.merge, by="clerk", not_by=NOT_THE_REGISTRY)
def an_annex_that_came_by_itself(stage: Stage) -> Attempt:
    return attempt(with_a_file(stage), into=received(stage))


@trying(intake.discard, by="clerk", not_by=NOT_THE_REGISTRY)
def an_advertisement(stage: Stage) -> Attempt:
    return attempt(received(stage), because=WHY)


@trying(intake.put_away, by="clerk", not_by=NOT_THE_REGISTRY)
def a_file_that_did_not_come_in(stage: Stage) -> Attempt:
    return attempt(drop(stage.people.office, b"MZ", name="run.pdf", at=stage.now, by=clerk(stage)))


@trying(registry.register, by="clerk", not_by=NOT_THE_REGISTRY)
def a_document_that_waits_for_its_number(stage: Stage) -> Attempt:
    return attempt(received(stage), particulars=samples.particulars())


@trying(registry.correct, by="clerk", not_by=NOT_THE_REGISTRY)
def a_registered_document_with_an_error(stage: Stage) -> Attempt:
    return attempt(registered(stage), particulars=samples.particulars(signatory="Trần Văn Minh"))


@trying(registry.present, by="clerk", not_by=NOT_THE_REGISTRY)
def a_registered_document_for_a_leader(stage: Stage) -> Attempt:
    return attempt(registered(stage), to=stage.people.leader.person)


@trying(registry.present, by="clerk", not_by=NOT_THE_REGISTRY)
def a_registered_document_for_a_unit(stage: Stage) -> Attempt:
    return attempt(registered(stage), to=stage.people.department)


@trying(registry.return_to_sender, by="clerk", not_by=NOT_THE_REGISTRY)
def a_document_sent_to_the_wrong_body(stage: Stage) -> Attempt:
    return attempt(received(stage), because=WHY)


@trying(registry.cancel, by="clerk", not_by=NOT_THE_REGISTRY)
def a_number_given_by_mistake(stage: Stage) -> Attempt:
    return attempt(registered(stage), because=WHY)


@trying(stamps.stamp_copy, by=None, not_by="clerk leader administrator")
def a_registered_paper(stage: Stage) -> Attempt:
    return attempt(registered(stage))


@trying(links.link, by="inspector", not_by="officer head other_head administrator agency_user")
def a_document_that_answers_another(stage: Stage) -> Attempt:
    return attempt(registered(stage), to=registered(stage), kind=links.LinkKind.ANSWERS)


# -- instruction and handling -----------------------------------------------------------------------------------------
@trying(handling.instruct, by="leader", not_by=NOT_THE_LEADER)
def a_document_before_the_leader(stage: Stage) -> Attempt:
    return attempt(presented(stage), lead=stage.people.department, contributing=[stage.people.other_department])


@trying(handling.transfer, by="head", not_by=NOT_THE_HEAD)
def a_document_of_another_units_work(stage: Stage) -> Attempt:
    return attempt(instructed(stage), to=stage.people.other_department, because=WHY)


@trying(handling.assign, by="head", not_by=NOT_THE_HEAD)
def a_document_with_the_unit(stage: Stage) -> Attempt:
    return attempt(instructed(stage), officer=stage.people.officer.person)


@trying(handling.assign, by="deputy_head", not_by=NOT_THE_HEAD)
def a_document_with_the_unit_while_the_deputy_is_there(stage: Stage) -> Attempt:
    return attempt(instructed(stage), officer=stage.people.officer.person)


@trying(handling.assign, by="other_head", not_by="clerk officer head leader inspector administrator")
def a_contribution_with_the_unit(stage: Stage) -> Attempt:
    document = assigned(stage, stage.people.other_department)
    return attempt(document, officer=stage.people.other_head.person)


@trying(handling.reassign, by="head", not_by=NOT_THE_HEAD)
def a_document_with_a_busy_officer(stage: Stage) -> Attempt:
    return attempt(assigned(stage), officer=stage.people.second_officer.person, because=WHY)


@trying(handling.contribute, by="other_head", not_by="clerk officer head leader inspector administrator")
def a_contribution_to_write(stage: Stage) -> Attempt:
    document = assigned(stage, stage.people.other_department)
    holder = stage.people.other_head.person
    return attempt(
        handling.assign(document, officer=holder, at=stage.now, by=stage.actor("other_head")), opinion="Nhất trí."
    )


@trying(handling.finish, by="officer", not_by=NOT_THE_OFFICER)
def a_document_in_hand(stage: Stage) -> Attempt:
    return attempt(assigned(stage), result="Đã trả lời.", answered_by="120/VPCP-KTTH")


@trying(handling.send_back, by="head", not_by=NOT_THE_HEAD)
def a_handled_document_that_lacks_something(stage: Stage) -> Attempt:
    return attempt(handled(stage), because=WHY)


@trying(handling.file, by="officer", not_by=NOT_THE_OFFICER)
def a_handled_document(stage: Stage) -> Attempt:
    return attempt(handled(stage), dossier="01.KTTH")


@trying(handling.take_back, by="clerk", not_by=NOT_THE_REGISTRY)
def a_presentation(stage: Stage) -> Attempt:
    return attempt(presented(stage), because=WHY)


@trying(handling.take_back, by="clerk", not_by="officer head vice_chairman inspector administrator agency_user")
def a_document_passed_to_the_wrong_unit(stage: Stage) -> Attempt:
    return attempt(passed_to_unit(stage), because=WHY)


@trying(handling.take_back, by="leader", not_by=NOT_THE_LEADER)
def an_instruction(stage: Stage) -> Attempt:
    return attempt(instructed(stage), because=WHY)


@trying(handling.take_back, by="head", not_by=NOT_THE_OFFICER.replace(" head", " officer"))
def an_assignment(stage: Stage) -> Attempt:
    return attempt(assigned(stage), because=WHY)
