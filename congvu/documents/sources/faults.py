"""What can go wrong with a source, in plain words."""

from django.utils.translation import gettext_lazy as _

UNREACHABLE, SIGN_IN, CERTIFICATE, MISSING, REFUSED_BY_SERVER, UNWRITABLE = (
    "unreachable",
    "sign_in",
    "certificate",
    "missing",
    "server",
    "unwritable",
)
WORDS = {
    UNREACHABLE: _("The mail server cannot be reached. It is tried again every minute."),
    SIGN_IN: _("The mail server does not accept the name or the password. Tell the administrator."),
    CERTIFICATE: _("The mail server's certificate is not trusted, so nothing was read. Tell the administrator."),
    MISSING: _("The folder is not there or may not be read. Tell the administrator."),
    REFUSED_BY_SERVER: _("The mail server answered with an error. It is tried again every minute."),
    UNWRITABLE: _("Files cannot be moved out of the folder, so nothing is taken from it. Tell the administrator."),
}
FAILED_FOR_A_WHILE = _("It could not be taken in for now; it is tried again by itself.")
