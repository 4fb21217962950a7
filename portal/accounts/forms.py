"""The library's forms in the portal's words: labels and hints of our own, no placeholders, typed text cleaned and kept."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts import second_factor
from portal.edge.limits import count_against
from portal.errors import LimitExceeded
from portal.ui.forms import CleanTextMixin

EMAIL = (_("E-mail address"), _("For example, name@mail.ru"))
PASSWORD = (_("Password"), "")
NEW_PASSWORD = (_("New password"), _("At least 12 characters. Three or four words that do not belong together are easy to remember."))
MAILED_CODE = (_("Code from the e-mail"), _("6 digits"))
WORDS = {
    "email": EMAIL,
    "login": EMAIL,
    "password": PASSWORD,
    "oldpassword": (_("Current password"), ""),
    "password1": NEW_PASSWORD,
    "password2": (_("New password once more"), ""),
    "code": MAILED_CODE,
}


class PlainFormMixin(CleanTextMixin):
    """Put it before a form of the library."""

    words: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = {**WORDS, **self.words}.get(name, (field.label, ""))
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "class": "govuk-input--width-10", "maxlength": "40", "spellcheck": "false"}
        typed = getattr(context.request, "typed_answers", None)
        if typed is not None and not self.is_bound:
            self.show_typed(typed)


class PasswordForm(PlainFormMixin, account.LoginForm):
    """The library drops the password where signing up asks for none; here staff and employers have one."""

    def _setup_password_field(self) -> None:
        self.fields["password"].required = True


class RequestCodeForm(PlainFormMixin, account.RequestLoginCodeForm):
    pass


class SignupForm(PlainFormMixin, account.SignupForm):
    pass


class ConfirmLoginForm(PlainFormMixin, account.ConfirmLoginCodeForm):
    pass


class ConfirmEmailForm(PlainFormMixin, account.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmResetForm(PlainFormMixin, account.ConfirmPasswordResetCodeForm):
    pass


class ChangeEmailForm(PlainFormMixin, account.ChangeEmailForm):
    pass


class AddEmailForm(PlainFormMixin, account.AddEmailForm):
    pass


class ReauthenticateForm(PlainFormMixin, account.ReauthenticateForm):
    pass


class ResetPasswordForm(PlainFormMixin, account.ResetPasswordForm):
    pass


class NewPasswordForm(PlainFormMixin, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(PlainFormMixin, account.ChangePasswordForm):
    pass


class SetPasswordForm(PlainFormMixin, account.SetPasswordForm):
    pass


APP_CODE = (_("Code from the authenticator app"), _("6 digits, or one of your recovery codes"))


class OnceMixin:
    """A right code is accepted once, by a counter that parallel requests and a lost cache do not fool."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        try:
            count_against(second_factor.CODE_ONCE, self.user.pk, normalize_user_code(code))  # type: ignore[attr-defined]
        except LimitExceeded:
            raise forms.ValidationError(_("This code was used already. Wait for the next one."), code="used") from None
        return code


class SecondFactorForm(OnceMixin, PlainFormMixin, mfa.AuthenticateForm):
    words = {"code": APP_CODE}


class ConfirmWithFactorForm(OnceMixin, PlainFormMixin, mfa.ReauthenticateForm):
    words = {"code": APP_CODE}


class ActivateAppForm(PlainFormMixin, totp.ActivateTOTPForm):
    words = {"code": (_("Code from the authenticator app"), _("6 digits"))}


class AddPasskeyForm(PlainFormMixin, webauthn.AddWebAuthnForm):
    words = {
        "name": (_("Name of the passkey"), _("So that you can tell one device from another, for example “My phone”")),
        "passwordless": (_("Sign in with this passkey alone, without a password"), ""),
    }


class LanguageForm(forms.Form):
    """In which language letters are written."""

    language = forms.ChoiceField(label=_("Language of messages and e-mails"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from django.conf import settings

        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
