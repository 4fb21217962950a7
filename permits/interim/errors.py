from django.utils.translation import gettext_lazy as _

from portal.errors import WrongState


class CertificateEnded(WrongState):
    code = "certificate_ended"
    message = _("The application has been decided. The certificate has ended with it, and there is no code for it any more.")
