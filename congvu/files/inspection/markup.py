"""XML without tricks: well formed, and no declarations that expand or fetch."""

from xml.parsers import expat

from congvu.files.inspection.findings import ACTIVE, BOMB, DAMAGED, Unfit


def no_tricks(content: bytes, *, plain_declaration: bool = False) -> None:
    """Raises Unfit for an entity (bomb), anything fetched from outside (active), a document type (unless
    `plain_declaration` and it declares nothing), or XML that is not well formed (damaged)."""
    parser = expat.ParserCreate()

    def document_type(name: str, system: str | None, public: str | None, has_internal_subset: int) -> None:
        if system or public:
            raise Unfit(ACTIVE, "DTD")
        if not (plain_declaration or has_internal_subset):
            raise Unfit(DAMAGED)

    def entity(
        name: str, parameter: int, value: str | None, base: str | None, system: str | None, *_: str | None
    ) -> None:
        raise Unfit(ACTIVE, "ENTITY") if system else Unfit(BOMB)

    parser.StartDoctypeDeclHandler = document_type
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Unfit(DAMAGED) from error
